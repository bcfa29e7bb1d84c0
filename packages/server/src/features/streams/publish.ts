import { Fault, type RoomId, type UserId } from '@stoa/contract/http'
import type { MediaSession, Offer } from './engine/engine.ts'
import { isKey } from './key.ts'
import type { Needs } from './needs.ts'
import { readKey, readStream } from './store.ts'
import { mayPublish } from './stream.ts'

/**
 * WHIP. Faults: NOT_FOUND, NOT_SIGNED_IN for a wrong key, BANNED, NOT_ALLOWED for who may not publish, GONE, and what the engine
 * says.
 */
export async function publish(
  needs: Pick<Needs, 'database' | 'engine' | 'clock'>,
  asked: {
    readonly stream: RoomId
    /** Who signed in with an access token; null where the bearer is none. */
    readonly caller: UserId | null
    readonly bearer: string | null
    readonly offer: Offer
  },
): Promise<MediaSession> {
  const stream = await readStream(needs.database.db, asked.stream)
  if (stream === undefined) throw new Fault('NOT_FOUND', 'There is no such stream.')
  if (asked.caller === null) await requireKey(needs, stream.id, asked.bearer)
  // Whoever has the key publishes as the host.
  const publisher = asked.caller ?? stream.host
  if (!mayPublish(stream, publisher))
    throw new Fault('NOT_ALLOWED', 'Only its host and co-hosts may publish.')
  if (stream.status === 'ended') throw new Fault('GONE', 'This stream is over.')
  return needs.engine.publish({ stream: stream.id, publisher }, asked.offer)
}

async function requireKey(
  { database, clock }: Pick<Needs, 'database' | 'clock'>,
  stream: RoomId,
  bearer: string | null,
): Promise<void> {
  const { hash = null, bannedUntil = null } = (await readKey(database.db, stream)) ?? {}
  if (bearer === null || hash === null || !isKey(bearer, hash))
    throw new Fault(
      'NOT_SIGNED_IN',
      'The bearer is not this stream’s key, which a new one may have replaced, nor an access token that counts.',
    )
  if (bannedUntil !== null && bannedUntil > clock())
    throw new Fault('BANNED', undefined, { details: { until: bannedUntil } })
}
