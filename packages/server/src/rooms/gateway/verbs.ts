import { Fault, type RoomId, type UserId } from '@stoa/contract/http'
import { type Entry, type Subscribed, type Verb, type VerbReply, verbs } from '@stoa/contract/rooms'
import type * as z from 'zod'
import type { Clock } from '../../platform/clock/clock.ts'
import type { Bus, Counters } from '../../platform/cluster/cluster.ts'
import type { Authenticate } from '../../platform/http/handler.ts'
import type { Marks } from '../marks/marks.ts'
import { roomTopic } from '../messages.ts'
import { parsed, type Registry, requireKind } from '../registry.ts'
import type { Membership } from '../rooms.ts'
import type { Sender } from '../timeline/sender.ts'
import type { Feed } from './feed.ts'
import type { Feeds } from './feeds.ts'
import type { Session } from './session.ts'
import { subscribe } from './subscribe.ts'

export interface VerbOptions {
  readonly feeds: Feeds
  readonly registry: Registry
  readonly sender: Sender
  readonly marks: Marks
  readonly counters: Counters
  readonly bus: Bus
  readonly clock: Clock
  readonly authenticate: () => Authenticate
  readonly membership: (pair: { readonly room: RoomId; readonly user: UserId }) => Promise<Membership | null>
  readonly replay: (from: { readonly room: RoomId; readonly after: number }) => Promise<readonly Entry[]>
  readonly range: (range: {
    readonly room: RoomId
    readonly from: number
    readonly to: number
  }) => Promise<Entry[]>
  readonly join: (session: Session, feed: Feed) => void
  readonly leave: (session: Session, feed: Feed) => void
  /** Times every rate is multiplied by; Infinity for none. */
  readonly rateScale: number
}

type Request<V extends Verb> = z.output<(typeof verbs)[V]['request']>

/** What answers each verb. `subscribe` acknowledges itself, as its entries must follow in the same turn. */
export type Verbs = {
  readonly [V in Exclude<Verb, 'subscribe'>]: (session: Session, request: unknown) => Promise<VerbReply<V>>
} & {
  readonly subscribe: (
    session: Session,
    request: unknown,
    acknowledge: (reply: Subscribed) => void,
  ) => Promise<void>
}

export function createVerbs(options: VerbOptions): Verbs {
  const { registry, sender, marks, counters, bus, clock, authenticate, rateScale } = options

  /** The feed of a room this connection is subscribed to. A room it is not in does not exist for it (T8). */
  function subscribed(session: Session, room: RoomId): Feed {
    const feed = session.rooms.get(room)
    if (feed === undefined) throw new Fault('NOT_FOUND', 'Subscribe to the room first.')
    return feed
  }

  async function mustBeMember(session: Session, room: RoomId): Promise<Membership> {
    const member = await options.membership({ room, user: session.caller.user })
    if (member === null) throw new Fault('NOT_FOUND')
    return member
  }

  return {
    async subscribe(session, request, acknowledge) {
      const { room, after } = parsed(verbs.subscribe.request, request)
      await subscribe(options, session, { room, after, acknowledge })
    },

    async unsubscribe(session, request) {
      const { room } = parsed(verbs.unsubscribe.request, request)
      const feed = session.rooms.get(room)
      if (feed !== undefined) options.leave(session, feed)
      return {}
    },

    async send(session, request) {
      const send: Request<'send'> = parsed(verbs.send.request, request)
      // Admission may wait (rate limits, `prepare`); what one connection sends keeps its order all the same.
      const admitted = session.sending.then(() => sender.admit(session.caller, send))
      session.sending = admitted.catch(() => undefined)
      return (await admitted).sent
    },

    async signal(session, request) {
      const { room, type, body } = parsed(verbs.signal.request, request)
      const rule = registry.signal(type)
      const feed = subscribed(session, room)
      if (feed.closed) throw new Fault('ROOM_CLOSED')
      requireKind(rule, feed.kind)
      const valid = parsed(rule.type.body, body)
      const from = session.caller.user
      const points = rule.points?.(valid) ?? 1
      const limit = { max: rule.type.perSecond * rateScale, seconds: 1, points }
      const taken = await counters.take(`signal:${type}:${from}`, limit)
      if (!taken.allowed)
        throw new Fault('TOO_MANY', undefined, { details: { retryAfter: taken.retryAfter } })
      const at = clock()
      if (rule.consume !== undefined) {
        await rule.consume(valid, { room, sender: session.caller, at })
        return {}
      }
      const signal = { type, from, at, body: valid }
      bus.publish(roomTopic(room), { kind: 'signal', signal })
      return {}
    },

    async mark(session, request) {
      const { room, delivered, read } = parsed(verbs.mark.request, request)
      const feed = subscribed(session, room)
      const user = session.caller.user
      // Nobody has got further than the room.
      const moved = marks.advance(room, user, {
        ...(delivered === undefined ? {} : { delivered: Math.min(delivered, feed.head) }),
        ...(read === undefined ? {} : { read: Math.min(read, feed.head) }),
      })
      if (moved !== null && !feed.closed)
        bus.publish(roomTopic(room), { kind: 'mark', mark: { user, ...moved } })
      return {}
    },

    async history(session, request) {
      const { room, from, to } = parsed(verbs.history.request, request)
      if (!session.socket.connected) throw new Fault('SESSION_ENDED')
      if (to < from) throw new Fault('BAD_REQUEST', '`to` must not be before `from`.')
      if (!session.rooms.has(room)) await mustBeMember(session, room)
      return { entries: await options.range({ room, from, to }) }
    },

    async renew(session, request) {
      const { token } = parsed(verbs.renew.request, request)
      const { expiresAt, ...caller } = await authenticate()(token)
      if (caller.user !== session.caller.user || caller.device !== session.caller.device)
        throw new Fault(
          'NOT_ALLOWED',
          'A connection belongs to one device of one user. Connect anew for another.',
        )
      session.caller = caller
      session.token = token
      session.expiresAt = expiresAt
      session.reminded = false
      return { expiresAt }
    },
  }
}
