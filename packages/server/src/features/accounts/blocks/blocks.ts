import { Fault, type UserId } from '@stoa/contract/http'
import type { Clock } from '../../../platform/clock/clock.ts'
import type { Database, Db } from '../../../platform/database/database.ts'
import { lockUsers } from '../users.ts'
import { deleteBlock, insertBlock, readBlocksBetween } from './store.ts'

/** What came of someone blocking or unblocking someone. */
export interface BlockChange {
  readonly by: UserId
  readonly user: UserId
  /** Is there a block between the two now, either way? Unblocking changes nothing while the other still blocks. */
  readonly blocked: boolean
}

/** Told of each change within its transaction, so that what follows from it is committed with it or not at all. */
export type OnBlockChanged = (tx: Db, change: BlockChange) => Promise<void>

export interface BlockNeeds {
  readonly database: Database
  readonly clock: Clock
  readonly onBlockChanged: OnBlockChanged
}

/** Faults: NOT_FOUND; BAD_REQUEST for oneself. */
export async function setBlock(
  needs: BlockNeeds,
  block: { readonly by: UserId; readonly user: UserId; readonly blocked: boolean },
): Promise<void> {
  const { by, user } = block
  if (by === user) throw new Fault('BAD_REQUEST', 'You cannot block yourself.')
  await needs.database.transaction(async (tx) => {
    // Both accounts are held, so that two who unblock each other at once are not each seen as still blocking.
    const held = await lockUsers(tx, [by, user])
    if (held.length < 2) throw new Fault('NOT_FOUND')
    const changed = block.blocked
      ? await insertBlock(tx, { by, user, at: needs.clock() })
      : await deleteBlock(tx, { by, user })
    if (!changed) return
    const between = await readBlocksBetween(tx, by, [user])
    await needs.onBlockChanged(tx, { by, user, blocked: between.size > 0 })
  })
}
