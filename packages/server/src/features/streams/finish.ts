import type { RoomId, UserId } from '@stoa/contract/http'
import type { Db } from '../../platform/database/database.ts'
import type { Caller } from '../../platform/http/handler.ts'
import { closeAllOf } from './audience/store.ts'
import type { Needs } from './needs.ts'
import { tellState } from './state.ts'
import { lockStream, saveStream } from './store.ts'
import { requireInCharge, type StoredStream } from './stream.ts'

export type FinishNeeds = Pick<Needs, 'database' | 'rooms' | 'clock' | 'engine' | 'keeper' | 'log'>

/**
 * Ends a stream that the transaction holds, for good: nobody watches any more, its room takes nothing more, and once that is committed its
 * pictures end and its recording is finished.
 */
export async function finishStream(
  needs: FinishNeeds,
  tx: Db,
  { stream, by }: { readonly stream: StoredStream; readonly by: UserId | null },
): Promise<StoredStream> {
  const { database, rooms, clock } = needs
  const at = clock()
  const over: StoredStream = { ...stream, status: 'ended', publishers: [], endedAt: at, dueAt: null }
  await saveStream(tx, over)
  await closeAllOf(tx, stream.id, at)
  await tellState(needs, tx, over, by)
  await rooms.change(tx, { room: stream.id, by, closed: true })
  database.afterCommit(tx, () => void quiet(needs, stream.id))
  return over
}

/** Its host's or a moderator's end; ended again, it stays as it is. Faults: NOT_FOUND, NOT_ALLOWED. */
export async function endStream(
  needs: FinishNeeds,
  { stream: id, by }: { readonly stream: RoomId; readonly by: Pick<Caller, 'user' | 'role'> },
): Promise<void> {
  await needs.database.transaction(async (tx) => {
    const stream = requireInCharge(await lockStream(tx, id), by)
    if (stream.status !== 'ended') await finishStream(needs, tx, { stream, by: by.user })
  })
}

/** Ends its pictures and finishes its recording. What fails here is done by the sweep. */
export async function quiet(
  { engine, keeper, log }: Pick<FinishNeeds, 'engine' | 'keeper' | 'log'>,
  stream: RoomId,
): Promise<void> {
  try {
    await engine.close(stream)
    await keeper.finish(stream)
  } catch (error) {
    log.warn({ err: error, stream }, 'an ended stream could not be cleared away yet')
  }
}
