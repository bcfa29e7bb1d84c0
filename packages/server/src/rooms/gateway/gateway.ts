import type { Server as HttpServer, IncomingMessage } from 'node:http'
import { Fault, type RoomId } from '@stoa/contract/http'
import {
  verbs as contractVerbs,
  type EventBody,
  type EventName,
  largestPacket,
  type Verb,
} from '@stoa/contract/rooms'
import { Server, type Socket } from 'socket.io'
import type { Clock } from '../../platform/clock/clock.ts'
import type { Authenticate, Caller } from '../../platform/http/handler.ts'
import type { Log } from '../../platform/telemetry/log.ts'
import type { GatewayMetrics } from './metrics.ts'
import type { Session } from './session.ts'
import type { Sessions } from './sessions.ts'
import { createSpread } from './spread.ts'
import { createTurns } from './turns.ts'
import type { Verbs } from './verbs.ts'

export interface GatewayOptions {
  readonly sessions: Sessions
  readonly verbs: Verbs
  readonly clock: Clock
  readonly log: Log
  readonly metrics: GatewayMetrics
  /** False while new connections should go elsewhere (O4). */
  readonly accepting: () => boolean
  /** Verbs a connection may use in a second before it is told to slow down. */
  readonly verbsPerSecond: number
}

/** The socket's server side: who connects, which verb is asked for, and what is said in return. */
export interface Gateway {
  attach(server: HttpServer, authenticate: Authenticate): void
  emit<E extends EventName>(
    room: RoomId,
    event: E,
    body: EventBody<E>,
    options: { readonly lossy: boolean },
  ): void
  /** Tells every client to go elsewhere and closes. */
  close(): Promise<void>
}

/** The Socket.IO room of those who read too slowly for signals. */
export const slowRoom = 'slow'

export function createGateway(options: GatewayOptions): Gateway {
  const { sessions, clock, log, metrics } = options
  let attached = false
  let authenticate: Authenticate = () => Promise.reject(new Fault('UNAVAILABLE'))
  const io = new Server({
    path: '/socket',
    transports: ['websocket'],
    serveClient: false,
    perMessageDeflate: false,
    httpCompression: false,
    maxHttpBufferSize: largestPacket,
    pingInterval: 10_000,
    pingTimeout: 20_000,
    connectTimeout: 10_000,
    allowRequest: (_request, done) => done(options.accepting() ? null : 'overloaded', options.accepting()),
  })
  // Each socket is also a room of its own, by its id.
  const spread = createSpread<{ readonly event: EventName; readonly body: unknown }>({
    members: (room) => io.of('/').adapter.rooms.get(room),
    write: (to, { event, body }) =>
      void io
        .to([...to])
        .except(slowRoom)
        .emit(event, body),
  })
  io.use((socket, next) => {
    open(socket).then(
      () => next(),
      (error) => next(refusal(error)),
    )
  })

  async function open(socket: Socket): Promise<void> {
    const token: unknown = socket.handshake.auth['token']
    if (typeof token !== 'string') throw new Fault('NOT_SIGNED_IN')
    const proof = await authenticate(token)
    const { expiresAt } = proof
    const caller = callerOf(proof)
    const session: Session = {
      socket,
      caller,
      token,
      reads: createTurns({ most: 4, patient: 500 }),
      expiresAt,
      reminded: false,
      slow: false,
      unread: 0,
      looks: 0,
      rooms: new Map(),
      joining: new Set(),
      sending: Promise.resolve(),
      spent: 0,
      budgetAt: 0,
      // Made only where there is something to say: thousands of idle connections need none.
      log: () => log.child({ connection: socket.id, user: caller.user }),
    }
    // Before the connection is told it stands, so that nothing meant for this user can pass it by.
    await sessions.add(session)
    try {
      // Whoever was signed out between the first look and now was signed out before anybody knew of this connection.
      session.caller = callerOf(await authenticate(token))
      if (socket.conn.readyState !== 'open') throw new Fault('SESSION_ENDED')
    } catch (error) {
      sessions.remove(session)
      throw error
    }
    metrics.sockets.inc()
    socket.on('disconnect', () => {
      metrics.sockets.dec()
      sessions.remove(session)
    })
    socket.onAny((event: string, ...args: unknown[]) => void answer(session, event, args))
  }

  function refusal(error: unknown): Error {
    const fault = asFault(error, () => log)
    return Object.assign(new Error(fault.message), { data: fault.toBody() })
  }

  async function answer(session: Session, event: string, args: readonly unknown[]): Promise<void> {
    const last = args.at(-1)
    const asked = typeof last === 'function'
    // Only a signal may go without an acknowledgement: to be dropped may be its lot anyway (T9), and thousands cost much to answer.
    if (!asked && event !== 'signal') return
    const ack = asked ? last : unanswered
    try {
      const verb = verbOf(event)
      admit(session, verb)
      const request = args.length > (asked ? 1 : 0) ? args[0] : undefined
      if (verb === 'subscribe')
        await session.reads.take(() => options.verbs.subscribe(session, request, (reply) => ack(reply)))
      else if (verb === 'history')
        ack(await session.reads.take(() => options.verbs.history(session, request)))
      else ack(await options.verbs[verb](session, request))
      metrics.verbs.inc({ verb, outcome: 'ok' })
    } catch (error) {
      const fault = asFault(error, session.log)
      metrics.verbs.inc({ verb: isVerb(event) ? event : 'unknown', outcome: fault.code })
      ack(fault.toBody())
    }
  }

  function admit(session: Session, verb: Verb): void {
    const now = clock()
    if (now > session.expiresAt && verb !== 'renew') throw new Fault('TOKEN_EXPIRED')
    if (now - session.budgetAt >= 1000) {
      session.budgetAt = now
      session.spent = 0
    }
    session.spent += 1
    if (session.spent > options.verbsPerSecond)
      throw new Fault('TOO_MANY', 'Too many requests on this connection.', {
        details: { retryAfter: Math.max(1, session.budgetAt + 1000 - now) },
      })
  }

  return {
    attach(server, by) {
      authenticate = by
      io.attach(server)
      io.engine.on('connection', (raw: { request: IncomingMessage | null }) => {
        if (raw.request !== null) empty(raw.request)
        raw.request = null
      })
      attached = true
    },
    emit(room, event, body, { lossy }) {
      const size = io.of('/').adapter.rooms.get(room)?.size ?? 0
      if (size === 0) return
      metrics.deliveries.inc({ event }, size)
      if (lossy) spread.send(room, { event, body })
      else io.to(room).emit(event, body)
    },
    async close() {
      if (!attached) return
      io.emit('notice', { kind: 'draining', message: 'The server is restarting.', retryAfter: 500 })
      await new Promise((resolve) => setImmediate(resolve))
      io.disconnectSockets(true)
      io.engine.close()
    },
  }
}

function unanswered(): void {}

/**
 * The request of a handshake is not needed once it was answered, but listeners of Engine.IO's hold on to it as long as its
 * socket lives: without what is in it an idle socket is several KB lighter.
 */
function empty(request: IncomingMessage): void {
  request.rawHeaders = []
  request.headers = {}
  request.url = ''
  // Engine.IO's own; not deleted, which would cost more than it holds.
  Reflect.set(request, '_query', null)
}

function callerOf({ user, role, device }: Caller): Caller {
  return { user, role, device }
}

function isVerb(event: string): event is Verb {
  return Object.hasOwn(contractVerbs, event)
}

function verbOf(event: string): Verb {
  if (isVerb(event)) return event
  throw new Fault('BAD_REQUEST', `There is no verb "${String(event).slice(0, 32)}".`, {
    details: { verbs: Object.keys(contractVerbs) },
  })
}

/** What a client is told: a fault as it is, anything else as INTERNAL, with its cause in the log only. */
function asFault(error: unknown, log: () => Log): Fault {
  if (error instanceof Fault) {
    if (error.statusCode >= 500) log().warn({ err: error }, 'a verb could not be answered')
    return error
  }
  log().error({ err: error }, 'a verb failed')
  return new Fault('INTERNAL')
}
