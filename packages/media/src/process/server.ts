import { type ChildProcess, fork } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { MediaEvent, StreamStats } from '../events.ts'
import type { Network } from '../forward/connection.ts'
import type { PatchRequest } from '../forward/trickle.ts'
import { type Done, type Opened, type Refused, refuse } from '../outcome.ts'
import type { OfferRequest } from '../sfu.ts'
import { aliveEveryMs, type Calls, type FromProcess, type Settings, type Verb } from './protocol.ts'
import { createRegister, type Lost } from './register.ts'

const startWithinMs = 20_000
const closeWithinMs = 15_000
const hangsAfterMs = aliveEveryMs * 10
/** All of an environment it has, and ffmpeg with it: the server's holds secrets, which are not for who reads strangers' packets. */
const environment = { PATH: '/usr/local/bin:/usr/bin:/bin' }
const restartMs = { least: 100, most: 5_000, calmAfter: 30_000 } as const

/** As pino's. */
export interface MediaLog {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

export interface MediaServerOptions {
  /** One port for all media; 0 takes a free one, and keeps it. */
  readonly udpPort: number
  readonly bindAddress?: string
  /** An IP address told to others besides the local ones, where a NAT stands before this machine. */
  readonly publicAddress?: string
  /** The program that records: a path, or a name that is looked for in the system's own folders. */
  readonly ffmpeg?: string
  /** How long a dropped publisher may take to come back, in milliseconds. */
  readonly returnMs?: number
  /** The most a publisher should send, in bits a second. */
  readonly bitrate?: number
  readonly log: MediaLog
}

/** Besides what happens to streams: the process died and another runs. Those named must open new sessions. */
export type ServerEvent =
  | MediaEvent
  | {
      readonly type: 'restarted'
      readonly publishers: readonly { readonly stream: string; readonly session: string }[]
      readonly viewers: readonly { readonly stream: string; readonly session: string }[]
      readonly at: number
    }

export interface MediaServer {
  readonly udpPort: number
  /** Of the process that runs now. */
  readonly pid: number | undefined
  /** WHIP. `stream` is any name: one publisher and its viewers share it. Who may is not asked here. */
  publish(request: OfferRequest): Promise<Opened | Refused>
  /** WHEP. */
  watch(request: OfferRequest): Promise<Opened | Refused>
  patch(request: PatchRequest): Promise<Done | Refused>
  /** One publisher's or viewer's session. A publisher may come back within the time a dropped one has. */
  end(session: string): Promise<Done | Refused>
  /** For good: its publisher and viewers are let go, its recording is finished. */
  endStream(stream: string): Promise<Done | Refused>
  /** Until the stream is gone or `stopRecording`; goes on by itself after interruptions and restarts. */
  record(stream: string, folder: string): Promise<Done | Refused>
  /** Resolves when the recording is whole. */
  stopRecording(stream: string): Promise<Done | Refused>
  stats(): Promise<readonly StreamStats[]>
  /** Gives back how to stop listening. */
  listen(listener: (event: ServerEvent) => void): () => void
  close(): Promise<void>
}

/** Starts the media process, and another whenever it dies or hangs. Rejects where the first does not start. */
export async function startMediaServer(options: MediaServerOptions): Promise<MediaServer> {
  const { log, returnMs = 30_000 } = options
  const udpPort = options.udpPort === 0 ? await freeUdpPort() : options.udpPort
  const network: Network = {
    udpPort,
    ...(options.bindAddress === undefined ? {} : { bindAddress: options.bindAddress }),
    ...(options.publicAddress === undefined ? {} : { publicAddress: options.publicAddress }),
  }
  const { ffmpeg = 'ffmpeg', bitrate = 6_000_000 } = options
  const settings: Settings = { network, returnMs, bitrate, ffmpeg }
  const listeners = new Set<(event: ServerEvent) => void>()
  const register = createRegister({ returnMs, now: Date.now, emit })
  const waiting = new Map<number, (answer: Calls[Verb]['answer'] | undefined) => void>()
  let child: ChildProcess | undefined
  let nextId = 1
  let closing = false
  let backoff: number = restartMs.least
  let restarting: NodeJS.Timeout | undefined
  let starting: Promise<void> | undefined

  function emit(event: ServerEvent) {
    for (const listener of listeners) listener(event)
  }

  async function start(): Promise<void> {
    const started = Date.now()
    // Its own flags, not ours: a test runner's or a debugger's would not suit it.
    const made = fork(fileURLToPath(new URL('../main.ts', import.meta.url)), [JSON.stringify(settings)], {
      execArgv: [],
      env: environment,
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    const { promise: ready, resolve, reject } = Promise.withResolvers<void>()
    const slow = setTimeout(() => reject(new Error('the media process did not start in time')), startWithinMs)
    let words = ''
    let heardAt = Date.now()
    const watching = setInterval(() => {
      if (Date.now() - heardAt < hangsAfterMs) return
      log.error({ pid: made.pid }, 'the media process hangs')
      made.kill('SIGKILL')
    }, aliveEveryMs)
    made.stderr?.on('data', (bytes) => {
      words = (words + String(bytes)).slice(-2_000)
    })
    made.on('message', (message: FromProcess) => {
      heardAt = Date.now()
      if (message.kind === 'ready') {
        child = made
        resolve()
      } else if (message.kind === 'answer') waiting.get(message.id)?.(message.answer)
      else if (message.kind === 'event') emit(register.hear(message.event))
      else if (message.kind === 'log') log[message.level](message.fields, message.message)
    })
    made.on('error', reject)
    made.once('exit', (code, signal) => {
      clearInterval(watching)
      reject(new Error(`the media process ended at its start: ${words}`))
      if (child !== made) return
      child = undefined
      for (const answer of [...waiting.values()]) answer(undefined)
      if (closing) return
      log.error({ code, signal, words }, 'the media process died: starting another')
      const lost = register.crashed()
      if (Date.now() - started > restartMs.calmAfter) backoff = restartMs.least
      again(lost)
    })
    try {
      await ready
    } catch (error) {
      made.kill('SIGKILL')
      throw error
    } finally {
      clearTimeout(slow)
    }
  }

  function again(lost: Lost) {
    restarting = setTimeout(() => {
      starting = restart(lost)
    }, backoff)
    backoff = Math.min(restartMs.most, backoff * 2)
  }

  async function restart(lost: Lost) {
    try {
      await start()
    } catch (error) {
      log.error({ error: String(error) }, 'the media process does not start')
      if (!closing) again(lost)
      return
    }
    if (closing) return
    for (const { stream, folder } of register.recordings()) await call('record', { stream, folder })
    emit({ type: 'restarted', ...lost, at: Date.now() })
  }

  /** Undefined where there is no process to answer. */
  function call<V extends Verb>(verb: V, ask: Calls[V]['ask']): Promise<Calls[V]['answer'] | undefined> {
    const target = child
    if (target === undefined) return Promise.resolve(undefined)
    const id = nextId
    nextId += 1
    const { promise, resolve } = Promise.withResolvers<Calls[V]['answer'] | undefined>()
    waiting.set(id, resolve)
    target.send({ id, verb, ask }, (error) => {
      if (error) resolve(undefined)
    })
    return promise.finally(() => waiting.delete(id))
  }

  const away = () => refuse('UNAVAILABLE', 'the media server is starting again', 1)

  await start()
  return {
    udpPort,
    get pid() {
      return child?.pid
    },
    async publish(request) {
      const opened = (await call('publish', request)) ?? away()
      if (opened.ok) register.opened('publisher', request.stream, opened.session)
      return opened
    },
    async watch(request) {
      const opened = (await call('watch', request)) ?? away()
      if (opened.ok) register.opened('viewer', request.stream, opened.session)
      return opened
    },
    patch: async (request) => (await call('patch', request)) ?? away(),
    end: async (session) => (await call('end', { session })) ?? away(),
    async endStream(stream) {
      register.over(stream)
      return (await call('endStream', { stream })) ?? away()
    },
    async record(stream, folder) {
      const done = (await call('record', { stream, folder })) ?? away()
      if (done.ok) register.recorded(stream, folder)
      return done
    },
    async stopRecording(stream) {
      register.unrecorded(stream)
      return (await call('stopRecording', { stream })) ?? away()
    },
    async stats() {
      const answer = (await call('stats', {})) ?? []
      return 'ok' in answer ? [] : answer
    },
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {
      closing = true
      clearTimeout(restarting)
      register.close()
      await starting
      const last = child
      if (last === undefined) return
      const exited = once(last, 'exit')
      const late = setTimeout(() => last.kill('SIGKILL'), closeWithinMs)
      await call('close', {})
      if (last.connected) last.disconnect()
      await exited
      clearTimeout(late)
    },
  }
}

async function freeUdpPort(): Promise<number> {
  const trial = createSocket('udp4')
  trial.bind(0)
  await once(trial, 'listening')
  const { port } = trial.address()
  trial.close()
  await once(trial, 'close')
  return port
}
