import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Config, secretOf } from './config/index.ts'
import { openOwnDatabase } from './database.ts'
import { createAccounts, createSessions, recordSecurityEvent } from './features/accounts/index.ts'
import { createCalls } from './features/calls/index.ts'
import { createChat } from './features/chat/index.ts'
import { createEmotes } from './features/emotes/index.ts'
import { createInterviews } from './features/interviews/index.ts'
import { createNotifications } from './features/notifications/index.ts'
import { createStreams, recordingFolders } from './features/streams/index.ts'
import { createWallet } from './features/wallet/index.ts'
import { type Clock, systemClock } from './platform/clock/clock.ts'
import type { OpenDatabase } from './platform/database/open.ts'
import type { Parts } from './platform/feature.ts'
import { createHttp } from './platform/http/http.ts'
import type { Mail } from './platform/mail/mail.ts'
import type { Mailbox } from './platform/mail/mailbox.ts'
import { mailboxPages } from './platform/mail/page.ts'
import { createOperation } from './platform/operation/operation.ts'
import { openPlatform } from './platform/platform.ts'
import { createPush } from './platform/push/create.ts'
import { createLog, type Log } from './platform/telemetry/log.ts'
import { createRooms } from './rooms/index.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** A whole node, ready to listen. */
export interface App {
  readonly log: Log
  /** Where people reach it: `PUBLIC_URL`, or this machine's address once it listens. */
  readonly publicUrl: string
  /** Where letters are while no SMTP server is set up. */
  readonly mailbox: Mailbox | null
  /** Arguments for psql that open the embedded database; null where it is the operator's own. */
  readonly psql: string | null
  /** Resolves to the address listened on, such as `http://127.0.0.1:7070`. */
  listen(): Promise<string>
  /** Stops in order (O2): refuses new work, sends clients away, finishes what is under way, lets go of everything. */
  close(): Promise<void>
}

/** What tests decide themselves. */
export interface Overrides {
  readonly clock?: Clock
  /** Gives that many unpredictable bytes. */
  readonly random?: (count: number) => Uint8Array
  readonly mail?: Mail
  readonly log?: Log
  /** Begun to open before; closed with the node. */
  readonly database?: Promise<OpenDatabase>
}

/**
 * The composition root: the platform, then the kernel, then each feature with exactly the things it names. Rejects, with
 * everything it had opened closed again, where one of them cannot be had.
 */
export async function createApp(config: Config, overrides: Overrides = {}): Promise<App> {
  await using opened = new AsyncDisposableStack()
  const { clock = systemClock, log = createLog(config), random, mail } = overrides
  const platform = await openPlatform({
    ...{ config, clock, log, mail, opened },
    database: overrides.database ?? openOwnDatabase(config, log),
  })
  const { metrics, pressure, database, cluster, jobs, files, post } = platform
  const secret = await secretOf(config)
  let publicUrl = config.publicUrl ?? `http://localhost:${config.port}`
  let stopping = false

  const rooms = createRooms({
    database,
    cluster,
    clock,
    log,
    registry: metrics.registry,
    accepting: () => !stopping && !pressure.isHigh(),
    settings: {
      presenceLease: config.presenceSeconds * 1000,
      presenceLimit: config.presenceMembers,
      headsEvery: config.headsSeconds * 1000,
      signalBuffer: config.signalBuffer,
      socketBuffer: config.socketBuffer,
      rateScale: config.rateLimitScale,
    },
  })
  const sessions = createSessions({ database, cluster, clock, config: { secret, demo: config.demo } })
  const accounts = createAccounts({
    ...{ database, jobs, files, mail: post.mail, clock, sessions, rooms },
    ...(random === undefined ? {} : { random }),
    config: {
      ...config,
      secret,
      get publicUrl() {
        return publicUrl
      },
    },
    onBlockChanged: async (tx, change) => {
      await chat.blockChanged(tx, change)
      await calls.blockChanged(tx, change)
      await streams.blockChanged(tx, change)
    },
  })
  const chat = createChat({ database, rooms, accounts, log, clock })
  rooms.register(chat)
  const interviews = createInterviews({
    ...{ database, rooms, accounts, jobs, log, clock },
    config: { ...config, secret },
  })
  rooms.register(interviews)
  const wallet = createWallet({
    ...{ database, clock, log, recordSecurityEvent },
    ...(random === undefined ? {} : { random }),
    config: {
      ...config,
      get publicUrl() {
        return publicUrl
      },
    },
  })
  const push = createPush({ secret, log, contact: contactOf(config), inside: config.pushInside })
  const notifications = createNotifications({ database, push, log, clock })
  const calls = createCalls({
    ...{ database, rooms, accounts, wallet, notifications, recordSecurityEvent, jobs, log, clock, config },
  })
  rooms.register(calls)
  const folderOf = recordingFolders(config.recordingsFolder ?? join(config.data, 'recordings'))
  const streams = await createStreams({
    ...{ database, rooms, accounts, recordSecurityEvent, jobs, cluster, folderOf, log, clock },
    random: random ?? randomBytes,
    onDeleted: (tx, stream) => emotes.forget(tx, stream),
    config: {
      ...config,
      get publicUrl() {
        return publicUrl
      },
    },
  })
  rooms.register(streams)
  const emotes = await createEmotes({
    ...{ database, cluster, rooms, recordSecurityEvent, log, clock, config },
    registry: metrics.registry,
  })
  rooms.register(emotes)
  const parts: readonly Parts[] = [
    rooms,
    accounts,
    chat,
    interviews,
    wallet,
    notifications,
    calls,
    streams,
    emotes,
  ]

  const operation = createOperation({
    config,
    clock,
    log,
    checks: { database: () => database.check() },
    spare: { cluster: () => cluster.check() },
  })
  // Half of the time to stop is for answers under way, the other for jobs.
  const patience = config.shutdownSeconds * 500
  opened.defer(() => jobs.stop(patience))
  const serving = createHttp({
    config,
    log,
    metrics,
    counters: cluster.counters,
    authenticate: accounts.authenticate,
    routes: [...operation, ...parts.flatMap(({ routes }) => routes)],
    pages: post.mailbox === null ? [] : [mailboxPages(post.mailbox)],
    refusing: () => (stopping ? 'stopping' : pressure.isHigh() ? 'overloaded' : null),
    webFolder: here('../../web/dist'),
  })
  const [http] = await Promise.all([
    serving.then((one) => opened.adopt(one, () => one.close(patience))),
    jobs.start(parts.flatMap((part) => part.jobs)),
  ])
  rooms.attach(http.server, accounts.authenticate)
  for (const part of parts) {
    const stop = await part.start?.()
    if (stop !== undefined) opened.defer(stop)
  }
  const people = await accounts.seedDemo()
  await chat.seedDemo(people)
  await calls.seedDemo(people)
  await streams.seedDemo(people)

  const closing = opened.move()
  return {
    log,
    get publicUrl() {
      return publicUrl
    },
    mailbox: post.mailbox,
    psql: database.psql,
    async listen() {
      const address = await http.listen()
      publicUrl = config.publicUrl ?? `http://localhost:${new URL(address).port}`
      return address
    },
    async close() {
      stopping = true
      const answered = http.close(patience)
      await rooms.drain()
      await answered
      await closing.disposeAsync()
    },
  }
}

/** Who push services can write to about this server. */
function contactOf({ publicUrl, mailFrom }: Config): string {
  return publicUrl?.startsWith('https:') ? publicUrl : `mailto:${/<(.*)>/.exec(mailFrom)?.[1] ?? mailFrom}`
}
