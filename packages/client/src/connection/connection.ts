import { Fault, FaultBody } from '@stoa/contract/http'
import type { Notice, Verb, VerbReply, VerbRequest } from '@stoa/contract/rooms'
import type { Socket } from 'socket.io-client'
import type { ConnectionState, Store } from '../api.ts'
import { retryAfter, toFault } from '../http/refusal.ts'
import type { Session } from '../session/session.ts'
import { cell } from '../store/cell.ts'
import { backoff } from '../time/backoff.ts'
import type { Time } from '../time/time.ts'
import { ask } from './request.ts'
import { type EventHandlers, hear } from './socket-events.ts'

export interface ConnectionOptions {
  readonly url: string
  readonly session: Pick<Session, 'token' | 'renew' | 'renewed' | 'end'>
  readonly time: Time
  readonly on: Omit<EventHandlers, 'notice'> & {
    online(): void
    offline(): void
    removed(notice: Notice): void
  }
}

export interface Connection {
  readonly state: Store<ConnectionState>
  ask<V extends Verb>(verb: V, request: VerbRequest<V>): Promise<VerbReply<V>>
  open(): void
  /** Tries at once, where a try is being waited for. */
  hurry(): void
  close(): void
}

const pace = { first: 500, longest: 10_000 }
/** A connection that held this long was a good one: the next loss starts waiting from the beginning. */
const good = 5_000

/** One socket for as long as somebody is signed in: lost, it comes back by itself; its token is renewed while it runs. */
export function createConnection({ url, session, time, on }: ConnectionOptions): Connection {
  const state = cell<ConnectionState>({ status: 'idle' })
  let socket: Socket | undefined
  let token = ''
  let wanted = false
  let attempts = 0
  let renewals = 0
  let onlineSince = 0
  /** What the server asked for when it said it was about to close. */
  let asked: number | undefined
  let cancel = () => {}
  const leaveSession = session.renewed(renew)

  async function attempt(): Promise<void> {
    cancel()
    state.set({ status: 'connecting' })
    try {
      token = await session.token()
    } catch (error) {
      return wait(toFault(error))
    }
    try {
      socket ??= await makeSocket()
    } catch (error) {
      return wait(new Fault('UNAVAILABLE', 'The connection could not be loaded.', { cause: error }))
    }
    if (wanted) socket.connect()
  }

  /** Loaded only where somebody is signed in: whoever just looks at the front page does without it. */
  async function makeSocket(): Promise<Socket> {
    const { io } = await import('socket.io-client')
    // Retrying is done here, not by Socket.IO, because each try needs a token that is good at that moment.
    const made = io(url, {
      path: '/socket',
      transports: ['websocket'],
      auth: (give) => give({ token }),
      autoConnect: false,
      reconnection: false,
      forceNew: true,
    })
    listen(made)
    return made
  }

  function wait(fault: Fault): void {
    if (!wanted) return
    const milliseconds = asked ?? retryAfter(fault) ?? backoff(attempts, pace, time.random)
    asked = undefined
    attempts += 1
    state.set({ status: 'waiting', retryAt: time.now() + milliseconds, reason: fault.message })
    cancel()
    cancel = time.after(milliseconds, attempt)
  }

  /** A token the server no longer takes is renewed at once, but only once in a row: after that by the usual pace. */
  async function refused(fault: Fault): Promise<void> {
    if (fault.code === 'BANNED') return await session.end(fault)
    if (fault.statusCode !== 401 || renewals > 0) return wait(fault)
    renewals += 1
    try {
      await session.renew(token)
    } catch (error) {
      return wait(toFault(error))
    }
    if (wanted) await attempt()
  }

  function renew(next: string): void {
    token = next
    if (socket?.connected) ask(socket, 'renew', { token: next }).catch(unrenewed)
  }

  /** The server closes the socket when its token runs out; then the usual way back is taken. */
  function unrenewed(error: unknown): void {
    // A token of another sign-in, such as one in another tab, is not for this socket.
    if (toFault(error).code === 'NOT_ALLOWED') socket?.disconnect()
  }

  async function askWithGoodToken<V extends Verb>(verb: V, request: VerbRequest<V>): Promise<VerbReply<V>> {
    try {
      return await ask(socket, verb, request)
    } catch (error) {
      if (toFault(error).code !== 'TOKEN_EXPIRED') throw error
      await ask(socket, 'renew', { token: await session.renew(token) })
      return await ask(socket, verb, request)
    }
  }

  function drained(milliseconds: number): void {
    asked = Math.round(milliseconds * (0.5 + time.random()))
    cancel()
    // A server that is going away closes us; where it does not, leave by ourselves.
    cancel = time.after(asked, () => {
      asked = 0
      socket?.disconnect()
    })
  }

  function noticed(notice: Notice): void {
    switch (notice.kind) {
      case 'renew':
      case 'session_ended':
        // Has it? Only what a renewal is told is certain: a socket is also ended when its token came too late.
        session.renew(token).catch(unrenewed)
        break
      case 'banned':
        void session.end(new Fault('BANNED', notice.message))
        break
      case 'draining':
        drained(notice.retryAfter ?? 1000)
        break
      case 'slow_consumer':
        asked = notice.retryAfter
        break
      case 'removed':
        on.removed(notice)
        break
    }
  }

  function listen(made: Socket): void {
    made.on('connect', () => {
      cancel()
      onlineSince = time.now()
      renewals = 0
      asked = undefined
      state.set({ status: 'online' })
      on.online()
    })
    made.on('connect_error', (error: Error & { readonly data?: unknown }) => {
      const body = FaultBody.safeParse(error.data)
      if (body.success) void refused(Fault.fromBody(body.data))
      else wait(new Fault('UNAVAILABLE', 'The server cannot be reached.', { cause: error }))
    })
    made.on('disconnect', () => {
      if (time.now() - onlineSince >= good) attempts = 0
      on.offline()
      wait(new Fault('UNAVAILABLE', 'The connection was lost.'))
    })
    hear(made, { ...on, notice: noticed })
  }

  return {
    state,
    ask: askWithGoodToken,
    open() {
      if (wanted) return
      wanted = true
      void attempt()
    },
    hurry() {
      if (wanted && state.get().status === 'waiting') void attempt()
    },
    close() {
      wanted = false
      cancel()
      leaveSession()
      socket?.disconnect()
      state.set({ status: 'idle' })
    },
  }
}
