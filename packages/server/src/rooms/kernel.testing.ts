import { randomUUID } from 'node:crypto'
import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type DeviceId, Fault, isFaultBody, type RoomId, type UserId } from '@stoa/contract/http'
import {
  type Entry,
  type EventBody,
  type EventName,
  entryType,
  type RoomKind,
  signalType,
  type Verb,
  type VerbReply,
  type VerbRequest,
} from '@stoa/contract/rooms'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { io, type Socket } from 'socket.io-client'
import * as z from 'zod'
import { type Clock, systemClock } from '../platform/clock/clock.ts'
import type { Cluster } from '../platform/cluster/cluster.ts'
import { createCluster } from '../platform/cluster/create.ts'
import { createMemoryHub, type MemoryHub } from '../platform/cluster/memory.ts'
import type { Database } from '../platform/database/database.ts'
import { testDatabase } from '../platform/database/testing.ts'
import type { Caller } from '../platform/http/handler.ts'
import {
  createRooms,
  type EntryRule,
  entryRule,
  type Kernel,
  type RoomsSettings,
  signalRule,
} from './index.ts'

/** A kernel test's own types: the kernel knows no feature. */
export const note = entryType({
  name: 'test.note',
  sent: z.strictObject({ text: z.string().max(100_000) }),
  stored: z.object({ text: z.string() }),
  counts: true,
  about: 'none',
  rate: { max: 1_000_000, seconds: 60 },
})
export const amend = entryType({
  name: 'test.amend',
  sent: z.strictObject({ text: z.string() }),
  stored: z.object({ text: z.string() }),
  counts: false,
  about: 'required',
  rate: { max: 1_000_000, seconds: 60 },
})
/** Empties what it is about. */
export const shred = entryType({
  name: 'test.shred',
  sent: z.strictObject({}),
  stored: z.object({}),
  counts: false,
  about: 'required',
  empties: true,
  rate: { max: 1_000_000, seconds: 60 },
})
/** What the server takes instead of passing it on, and sends itself: the sum of what it took. */
export const poll = signalType({ name: 'test.poll', body: z.strictObject({ n: z.int() }), perSecond: 20 })
export const result = signalType({
  name: 'test.result',
  body: z.strictObject({ sum: z.int() }),
  perSecond: 0,
})
const wave = signalType({ name: 'test.wave', body: z.strictObject({ n: z.int() }), perSecond: 20 })

const settings: RoomsSettings = {
  presenceLease: 1500,
  presenceLimit: 200,
  headsEvery: 300,
  signalBuffer: 1024 * 1024,
  socketBuffer: 4 * 1024 * 1024,
  rateScale: 1,
}

/** Several kernels over one database and one cluster, with sockets that know a caller by his token. */
export interface KernelTest {
  readonly database: Database
  readonly hub: MemoryHub
  node(options?: NodeOptions): Promise<KernelNode>
  user(): Caller
  close(): Promise<void>
}

export interface NodeOptions {
  readonly settings?: Partial<RoomsSettings>
  readonly clock?: Clock
  readonly rules?: readonly EntryRule[]
  /** Puts something between the kernel and the cluster, such as a bus that loses messages. */
  readonly through?: (cluster: Cluster) => Cluster
  readonly database?: Database
  /** Whose session has ended, by the accounts' word. */
  readonly signedOut?: (caller: Caller) => boolean
  /** False while the node has too much to do. */
  readonly accepting?: () => boolean
  /** Awaited each time a token is looked at. */
  readonly admitting?: () => Promise<void>
}

export interface KernelNode {
  readonly rooms: Kernel
  readonly url: string
  connect(caller: Caller, options?: { readonly expiresAt?: number }): Promise<TestSocket>
  room(members: readonly Caller[], kind?: RoomKind): Promise<RoomId>
  /** As if the process had died: no farewell. */
  kill(): Promise<void>
}

export async function testKernel(): Promise<KernelTest> {
  const { database, close } = await testDatabase()
  const hub = createMemoryHub(systemClock)
  const nodes: KernelNode[] = []
  const log = pino({ level: 'silent' })
  return {
    database,
    hub,
    user: () => ({ user: randomUUID() as UserId, device: randomUUID() as DeviceId, role: 'user' }),
    async node(options = {}) {
      const plain = await createCluster({ log, clock: systemClock, hub })
      const cluster = options.through?.(plain) ?? plain
      const rooms = createRooms({
        database: options.database ?? database,
        cluster,
        clock: options.clock ?? systemClock,
        log,
        registry: new Registry(),
        settings: { ...settings, ...options.settings },
        accepting: options.accepting ?? (() => true),
      })
      const sums = new Map<RoomId, number>()
      rooms.register({
        entries: options.rules ?? [
          entryRule({ type: note, kinds: ['group', 'direct'] }),
          entryRule({
            type: amend,
            kinds: ['group'],
            check(_, { about }) {
              if (about?.body === null) throw new Fault('GONE')
            },
          }),
          entryRule({
            type: shred,
            kinds: ['group'],
            check(_body, { about }) {
              if (about?.body === null) throw new Fault('GONE')
            },
            apply: (tx, appended) =>
              rooms.redact(
                tx,
                appended.map(({ room, entry }) => ({ room, seq: entry.about ?? 0 })),
              ),
          }),
        ],
        signals: [
          signalRule({ type: wave, kinds: ['group'] }),
          signalRule({
            type: poll,
            kinds: ['group'],
            consume({ n }, { room }) {
              sums.set(room, (sums.get(room) ?? 0) + n)
              rooms.signal(room, result, { sum: sums.get(room) ?? 0 })
            },
          }),
          signalRule({ type: result, kinds: ['group'] }),
        ],
      })
      const server = createServer()
      rooms.attach(server, async (token) => {
        await options.admitting?.()
        const caller = JSON.parse(token) as Caller & { expiresAt: number }
        if (options.signedOut?.(caller)) throw new Fault('SESSION_ENDED')
        return caller
      })
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      const stop = await rooms.start?.()
      const node = kernelNode(rooms, server, database, async () => {
        await stop?.()
        await rooms.drain()
        await plain.close()
        server.closeAllConnections()
        server.close()
      })
      nodes.push(node)
      return node
    },
    async close() {
      for (const node of nodes) await node.kill()
      await close()
    },
  }
}

function kernelNode(
  rooms: Kernel,
  server: HttpServer,
  database: Database,
  end: () => Promise<void>,
): KernelNode {
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  let ended: Promise<void> | null = null
  return {
    rooms,
    url,
    connect: (caller, { expiresAt = Date.now() + 900_000 } = {}) =>
      TestSocket.connect(url, JSON.stringify({ ...caller, expiresAt })),
    async room(members, kind = 'group') {
      const [owner] = members
      if (owner === undefined) throw new Error('a room needs a member')
      const { room } = await rooms.create(database.db, {
        kind,
        name: kind === 'group' ? 'A room' : null,
        by: owner.user,
        members: members.map((member, index) => ({
          user: member.user,
          role: index === 0 ? 'owner' : 'member',
        })),
      })
      return room
    },
    kill: () => {
      ended ??= end()
      return ended
    },
  }
}

type Received = { [E in EventName]: { readonly event: E; readonly body: EventBody<E> } }[EventName]

/** A bare client: what it got, in order, and the verbs. Repairs nothing by itself. */
export class TestSocket {
  readonly socket: Socket
  readonly received: Received[] = []
  private readonly waiting = new Set<() => void>()

  private constructor(socket: Socket) {
    this.socket = socket
    socket.onAny((event, body) => {
      this.received.push({ event, body })
      for (const look of this.waiting) look()
    })
    socket.on('disconnect', () => {
      for (const look of this.waiting) look()
    })
  }

  static async connect(url: string, token: string): Promise<TestSocket> {
    const socket = io(url, {
      path: '/socket',
      transports: ['websocket'],
      auth: { token },
      reconnection: false,
      forceNew: true,
    })
    const test = new TestSocket(socket)
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve)
      socket.once('connect_error', (error: Error & { data?: unknown }) =>
        reject(isFaultBody(error.data) ? Fault.fromBody(error.data) : error),
      )
    })
    return test
  }

  async ask<V extends Verb>(verb: V, request: VerbRequest<V>): Promise<VerbReply<V>> {
    const reply: unknown = await this.socket.emitWithAck(verb, request)
    if (isFaultBody(reply)) throw Fault.fromBody(reply)
    return reply as VerbReply<V>
  }

  send(room: RoomId, text: string, clientId: string = randomUUID()): Promise<{ seq: number; at: number }> {
    return this.ask('send', { room, type: note.name, clientId, body: { text } })
  }

  /** Every entry of a room it was sent, in the order of arrival. */
  entries(room: RoomId): Entry[] {
    return this.received.flatMap((one) =>
      one.event === 'entries' && one.body.room === room ? one.body.entries : [],
    )
  }

  notes(room: RoomId): string[] {
    return this.entries(room).flatMap((entry) =>
      entry.type === note.name ? [(entry.body as { text: string }).text] : [],
    )
  }

  bodies<E extends EventName>(event: E): EventBody<E>[] {
    return this.received.flatMap((one) => (one.event === event ? [one.body as EventBody<E>] : []))
  }

  /** Resolves when `happened` is true, looking after each event. */
  async until(happened: () => boolean, what = 'it'): Promise<void> {
    if (happened()) return
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiting.delete(look)
        reject(
          new Error(`${what} did not happen within 10 s; got ${JSON.stringify(this.received).slice(-2000)}`),
        )
      }, 10_000)
      const look = () => {
        if (!happened()) return
        clearTimeout(timer)
        this.waiting.delete(look)
        resolve()
      }
      this.waiting.add(look)
    })
  }

  close(): void {
    this.socket.disconnect()
  }
}
