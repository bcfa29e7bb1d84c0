import { Fault, type RoomId, type UserId } from '@stoa/contract/http'
import type { MediaSession, Offer } from './engine/engine.ts'
import type { Needs } from './needs.ts'
import { readStream } from './store.ts'
import { mayPublish, type StoredStream } from './stream.ts'

type WatchNeeds = Pick<Needs, 'database' | 'rooms' | 'accounts' | 'engine'>

/** The stream, for somebody who may watch it. Faults: NOT_FOUND, BLOCKED where there is a block between them and its host. */
export async function admit(
  { database, accounts }: Pick<WatchNeeds, 'database' | 'accounts'>,
  id: RoomId,
  user: UserId,
): Promise<StoredStream> {
  const stream = await readStream(database.db, id)
  if (stream === undefined) throw new Fault('NOT_FOUND')
  if (stream.host !== user && (await accounts.blockedAmong(database.db, user, [stream.host])).size > 0)
    throw new Fault('BLOCKED', 'You cannot watch this person.')
  return stream
}

/** Whether somebody may publish or watch now. */
export async function isAllowed(
  { database, accounts }: Pick<WatchNeeds, 'database' | 'accounts'>,
  {
    stream: id,
    user,
    publish,
  }: { readonly stream: RoomId; readonly user: UserId; readonly publish: boolean },
): Promise<boolean> {
  const stream = await readStream(database.db, id)
  if (stream === undefined || stream.status === 'ended') return false
  if (mayPublish(stream, user)) return true
  return !publish && (await accounts.blockedAmong(database.db, user, [stream.host])).size === 0
}

/** Lets somebody into a stream's room, also of one that is over and was recorded. Faults: NOT_FOUND, BLOCKED, GONE. */
export async function joinStream(
  needs: WatchNeeds,
  { stream: id, by }: { readonly stream: RoomId; readonly by: UserId },
): Promise<void> {
  const { status, recording } = await admit(needs, id, by)
  if (status === 'ended' && recording === null) throw new Fault('GONE', 'This stream is over.')
  const { rooms, database } = needs
  await rooms.addMembers(database.db, { room: id, by, users: [by], role: 'member', quiet: true })
}

/** Ends somebody's viewings; whoever publishes goes on. Faults: NOT_FOUND. */
export async function leaveStream(
  { database, engine }: Pick<WatchNeeds, 'database' | 'engine'>,
  { stream: id, by }: { readonly stream: RoomId; readonly by: UserId },
): Promise<void> {
  const stream = await readStream(database.db, id)
  if (stream === undefined) throw new Fault('NOT_FOUND')
  if (!mayPublish(stream, by)) await engine.remove(id, by)
}

/** Faults: NOT_FOUND, BLOCKED, GONE once it is over, and what the engine says. */
export async function openViewing(
  needs: WatchNeeds,
  asked: {
    readonly stream: RoomId
    readonly publisher: UserId | undefined
    readonly by: UserId
    readonly offer: Offer
  },
): Promise<MediaSession> {
  const stream = await admit(needs, asked.stream, asked.by)
  if (stream.status === 'ended') throw new Fault('GONE', 'This stream is over.')
  const publisher = asked.publisher ?? stream.host
  if (!mayPublish(stream, publisher)) throw new Fault('NOT_FOUND', 'They do not publish here.')
  return needs.engine.watch({ stream: stream.id, publisher }, asked.by, asked.offer)
}

/** With LiveKit: where to connect. Faults: NOT_FOUND, NOT_ALLOWED, BLOCKED, GONE, CONFLICT where it is not live, NOT_AVAILABLE. */
export async function openTicket(
  needs: WatchNeeds,
  { stream: id, by, publish }: { readonly stream: RoomId; readonly by: UserId; readonly publish: boolean },
): Promise<{ url: string; token: string }> {
  const { engine, accounts, database } = needs
  const stream = await admit(needs, id, by)
  if (stream.status === 'ended') throw new Fault('GONE', 'This stream is over.')
  if (publish && !mayPublish(stream, by))
    throw new Fault('NOT_ALLOWED', 'Only its host and co-hosts may publish.')
  const name = (await accounts.profiles(database.db, [by])).get(by)?.name ?? ''
  return engine.ticket({ stream: id, user: by, name, publish })
}
