import { Fault, type RoomId, type UserId } from '@stoa/contract/http'
import { type Entry, replayLimit, type Subscribed } from '@stoa/contract/rooms'
import type { Marks } from '../marks/marks.ts'
import type { Membership } from '../rooms.ts'
import type { Feed } from './feed.ts'
import type { Feeds } from './feeds.ts'
import { emitTo, type Joining, type Session } from './session.ts'

export interface SubscribeOptions {
  readonly feeds: Feeds
  /** Null for a stranger. */
  readonly membership: (pair: { readonly room: RoomId; readonly user: UserId }) => Promise<Membership | null>
  readonly replay: (from: { readonly room: RoomId; readonly after: number }) => Promise<readonly Entry[]>
  readonly marks: Pick<Marks, 'know'>
  /** Makes the socket receive what the feed passes on from now. */
  readonly join: (session: Session, feed: Feed) => void
}

export interface Subscription {
  readonly room: RoomId
  readonly after: number
  /** Sends the acknowledgement; the entries missed follow it in the same turn. */
  readonly acknowledge: (reply: Subscribed) => void
}

/**
 * Joins a session to a room from its cursor on (T5). Everything up to the moment of joining comes from the feed's memory or
 * the database, everything after it from the feed, and that moment is one turn of the event loop: no gap, nothing twice.
 */
export async function subscribe(
  options: SubscribeOptions,
  session: Session,
  wanted: Subscription,
): Promise<void> {
  const joining: Joining = { room: wanted.room, evicted: false }
  session.joining.add(joining)
  try {
    await resume(options, session, joining, wanted)
  } finally {
    session.joining.delete(joining)
  }
}

async function resume(
  { feeds, membership, replay, marks, join }: SubscribeOptions,
  session: Session,
  joining: Joining,
  { room, after, acknowledge }: Subscription,
): Promise<void> {
  const pair = { room, user: session.caller.user }
  const member = await mustBeMember(membership, pair)
  marks.know(room, pair.user, member)
  const { feed, fresh } = await feeds.open(room)
  feeds.retain(feed)
  try {
    // An eviction from before the feed was listening was seen by nobody here.
    const { head } = fresh ? await mustBeMember(membership, pair) : member
    let entries = await readMissed(feed, replay, { after, atLeast: head })
    // Removed while that was read; or long ago, and the feed only now came past it.
    while (joining.evicted) {
      joining.evicted = false
      await mustBeMember(membership, pair)
      entries = await readMissed(feed, replay, { after, atLeast: head })
    }
    if (!session.socket.connected) throw new Fault('SESSION_ENDED')
    if (entries === null) {
      acknowledge({ head: feed.head, behind: true, presence: feed.presence() })
      return
    }
    // From here to the end nothing waits: what the feed holds back goes to those who are there already, then this one joins.
    feed.flush()
    const missed = [...entries, ...feed.since(entries.at(-1)?.seq ?? after)]
    acknowledge({ head: feed.head, behind: false, presence: feed.presence() })
    for (let at = 0; at < missed.length; at += packetEntries)
      emitTo(session, 'entries', { room, entries: missed.slice(at, at + packetEntries) })
    join(session, feed)
  } finally {
    feeds.release(feed)
  }
}

/** Entries to a packet when many are replayed: at their longest still far below what a slow reader may have waiting. */
const packetEntries = 100

async function mustBeMember(
  membership: SubscribeOptions['membership'],
  pair: { readonly room: RoomId; readonly user: UserId },
): Promise<Membership> {
  const member = await membership(pair)
  if (member === null) throw new Fault('NOT_FOUND')
  return member
}

/** Entries after the cursor until the feed holds all that follow; null where there are too many to replay. */
async function readMissed(
  feed: Feed,
  replay: SubscribeOptions['replay'],
  { after, atLeast }: { readonly after: number; readonly atLeast: number },
): Promise<Entry[] | null> {
  await feed.reach(atLeast)
  const entries: Entry[] = []
  let cursor = after
  while (!feed.covers(cursor)) {
    if (feed.head - cursor + entries.length > replayLimit) return null
    const read = await replay({ room: feed.room, after: cursor })
    entries.push(...read)
    const last = read.at(-1)
    // Nothing where there was something: the timeline was put back. Its head tells the client (T7).
    if (last === undefined) return entries
    cursor = last.seq
    await feed.reach(cursor)
  }
  return feed.head - after > replayLimit ? null : entries
}
