import type { UserId } from '@stoa/contract/http'
import { streamChanged } from '@stoa/contract/streams'
import type { Db } from '../../platform/database/database.ts'
import type { Needs } from './needs.ts'
import type { StoredStream } from './stream.ts'

/** Tells the stream's room what it is now. */
export async function tellState(
  { rooms }: Pick<Needs, 'rooms'>,
  tx: Db,
  { id: room, status, publishers }: StoredStream,
  by: UserId | null = null,
): Promise<void> {
  const body = { status, publishers: [...publishers] }
  await rooms.append(tx, { room, type: streamChanged.name, author: by, body })
}
