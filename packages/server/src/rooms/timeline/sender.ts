import { type ClientId, Fault, type RoomId, type UserId } from '@stoa/contract/http'
import type { Sent } from '@stoa/contract/rooms'
import type { Counters } from '../../platform/cluster/cluster.ts'
import type { Caller } from '../../platform/http/handler.ts'
import { type Registry, storedBody } from '../registry.ts'
import type { Appender } from './appender.ts'
import { encodeBody } from './json.ts'
import type { Outcome } from './pending.ts'

/** What a client asks to have appended. */
export interface Send {
  readonly room: RoomId
  readonly type: string
  readonly clientId: ClientId
  readonly about?: number | undefined
  readonly body?: unknown
}

export interface Sender {
  /**
   * Resolves once the send has its place in the queue, to a promise of its acknowledgement: so one who waits for the first
   * keeps the order, and need not wait for the commit. Faults: UNKNOWN_TYPE, BAD_REQUEST, TOO_LARGE, TOO_MANY and those of
   * the type's rule.
   */
  admit(sender: Caller, send: Send): Promise<{ readonly sent: Promise<Sent> }>
}

export interface SenderOptions {
  readonly registry: Registry
  readonly appender: Appender
  readonly counters: Counters
  /** Times every rate is multiplied by; Infinity for none. */
  readonly rateScale: number
  /** The earlier send with this client id, if there is one. */
  readonly findRepeat: (send: {
    readonly room: RoomId
    readonly author: UserId
    readonly clientId: ClientId
  }) => Promise<Sent | null>
  /** Told of what a member appended: they have read their own. */
  readonly appended: (room: RoomId, caller: Caller, seq: number) => void
}

export function createSender({
  registry,
  appender,
  counters,
  rateScale,
  appended,
  findRepeat,
}: SenderOptions): Sender {
  return {
    async admit(sender, { room, type, clientId, about, body }) {
      const rule = registry.sendable(type)
      const { rate } = rule.type
      if (rate !== null && Number.isFinite(rateScale)) {
        const limit = { max: Math.ceil(rate.max * rateScale), seconds: rate.seconds }
        const taken = await counters.take(`send:${type}:${sender.user}`, limit)
        if (!taken.allowed)
          throw new Fault('TOO_MANY', `At most ${limit.max} ${type} in ${limit.seconds} s.`, {
            details: { retryAfter: taken.retryAfter },
          })
      }
      let stored: unknown
      try {
        stored = await storedBody(rule, body, { room, sender })
      } catch (error) {
        // What was fine the first time may be refused now, such as a forward whose source is gone: a repeat is a repeat (T4).
        const earlier = await findRepeat({ room, author: sender.user, clientId })
        if (earlier === null) throw error
        return { sent: Promise.resolve(earlier) }
      }
      const json = encodeBody(stored)
      const outcome = appender.append({
        room,
        rule,
        sender,
        author: sender.user,
        clientId,
        about: about ?? null,
        body: stored,
        json,
      })
      const sent = outcome.then((one) => {
        if (one.status === 'appended') appended(room, sender, one.entry.seq)
        return acknowledgement(one)
      })
      return { sent }
    },
  }
}

function acknowledgement(outcome: Outcome): Sent {
  switch (outcome.status) {
    case 'appended':
      return { seq: outcome.entry.seq, at: outcome.entry.at }
    case 'repeated':
      return { seq: outcome.seq, at: outcome.at }
    case 'refused':
      throw outcome.fault
  }
}
