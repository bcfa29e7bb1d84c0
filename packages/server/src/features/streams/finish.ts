import type { Instant, RoomId, UserId } from '@stoa/contract/http'
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
): Promise<StoredStream & { readonly endedAt: Instant }> {
  const { database, rooms, clock } = needs
  const at = clock()
  const over = { ...stream, status: 'ended', publishers: [], endedAt: at, dueAt: null } as const
  await saveStream(tx, over)
  await closeAllOf(tx, stream.id, at)
  await tellState(needs, tx, over, by)
  await rooms.change(tx, { room: stream.id, by, closed: true })
  database.afterCommit(tx, () => void quiet(needs, stream.id))
  return over
}

/** Its host's end, or a moderator's, which is written down; ended again, it stays as it is. Faults: NOT_FOUND, NOT_ALLOWED. */
export async function endStream(
  needs: FinishNeeds & Pick<Needs, 'recordSecurityEvent'>,
  asked: { readonly stream: RoomId; readonly by: Pick<Caller, 'user' | 'role'>; readonly address: string },
): Promise<void> {
  const { by, address } = asked
  await needs.database.transaction(async (tx) => {
    const stream = requireInCharge(await lockStream(tx, asked.stream), by)
    if (stream.status === 'ended') return
    const { endedAt } = await finishStream(needs, tx, { stream, by: by.user })
    if (by.user === stream.host) return
    const whose = { actor: by.user, subject: stream.host, address }
    const details = { stream: stream.id, title: stream.title }
    await needs.recordSecurityEvent(tx, { at: endedAt, kind: 'stream.ended', ...whose, details })
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
