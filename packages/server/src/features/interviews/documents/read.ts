import { Fault, type RoomId, type UserId } from '@stoa/contract/http'
import type { DocumentState } from '@stoa/contract/interviews'
import type { Needs } from '../needs.ts'
import { readParticipant } from '../sessions/store.ts'

/** A document's state as of now, or as near to it as one answer comes. Faults: NOT_FOUND. */
export async function readDocument(
  { database, compactor }: Pick<Needs, 'database' | 'compactor'>,
  asked: { readonly by: UserId; readonly session: RoomId; readonly document: number },
): Promise<DocumentState> {
  const { by, session: room, document } = asked
  const asker = await readParticipant(database.db, room, by)
  if (asker === null || asker.leftAt !== null) throw new Fault('NOT_FOUND')
  const found = await compactor.read({ room, document })
  if (found === null) throw new Fault('NOT_FOUND')
  const { generation, upTo, state } = found
  return { generation, upTo, state: Buffer.from(state).toString('base64') }
}
