import { Fault, type RoomId, type UserId } from '@stoa/contract/http'
import type { MediaSession, Offer } from './engine/engine.ts'
import { isKey } from './key.ts'
import type { Needs } from './needs.ts'
import { readKeyHash, readStream } from './store.ts'
import { mayPublish } from './stream.ts'

/** WHIP. Faults: NOT_FOUND, NOT_SIGNED_IN for a wrong key, NOT_ALLOWED for who may not publish, GONE, and what the engine says. */
export async function publish(
  { database, engine }: Pick<Needs, 'database' | 'engine'>,
  asked: {
    readonly stream: RoomId
    /** Who signed in with an access token; null where the bearer is none. */
    readonly caller: UserId | null
    readonly bearer: string | null
    readonly offer: Offer
  },
): Promise<MediaSession> {
  const stream = await readStream(database.db, asked.stream)
  if (stream === undefined) throw new Fault('NOT_FOUND', 'There is no such stream.')
  const publisher = asked.caller ?? (await holderOf(asked.bearer))
  if (!mayPublish(stream, publisher))
    throw new Fault('NOT_ALLOWED', 'Only its host and co-hosts may publish.')
  if (stream.status === 'ended') throw new Fault('GONE', 'This stream is over.')
  return engine.publish({ stream: stream.id, publisher }, asked.offer)

  /** Whoever has the key publishes as the host. */
  async function holderOf(bearer: string | null): Promise<UserId> {
    const hash = await readKeyHash(database.db, asked.stream)
    if (bearer === null || hash === null || !isKey(bearer, hash) || stream === undefined)
      throw new Fault('NOT_SIGNED_IN', 'That stream key is wrong, or was replaced by a new one.')
    return stream.host
  }
}
