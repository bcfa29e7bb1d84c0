import type { Role } from '@stoa/contract/accounts'
import type { UserId } from '@stoa/contract/http'
import type { Clock } from '../../platform/clock/clock.ts'
import type { Database, Db, Log } from '../../platform/database/database.ts'
import type { Rooms } from '../../rooms/index.ts'

/** What chat asks of accounts. */
export interface ChatAccounts {
  /** By id; those of nobody are left out. */
  profiles(
    db: Db,
    ids: readonly UserId[],
  ): Promise<ReadonlyMap<UserId, { readonly name: string; readonly role: Role }>>
  /** Those of `others` with whom there is a block, either way. */
  blockedAmong(db: Db, user: UserId, others: readonly UserId[]): Promise<ReadonlySet<UserId>>
  /** Resolves to the stored picture's path. Faults: UNSUPPORTED_TYPE, TOO_LARGE. */
  storePicture(bytes: Uint8Array): Promise<string>
  /** Removes a stored picture once the transaction of `db` has committed. */
  dropPicture(db: Db, path: string): Promise<void>
}

export interface ChatNeeds {
  readonly database: Database
  readonly rooms: Rooms
  readonly accounts: ChatAccounts
  readonly log: Log
  readonly clock: Clock
}
