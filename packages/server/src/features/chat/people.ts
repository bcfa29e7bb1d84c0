import type { UserId } from '@stoa/contract/http'
import type { Db } from '../../platform/database/database.ts'
import type { ChatAccounts } from './needs.ts'

/** Those of these whom a conversation can be begun with: they have an account, and are no guests, who are only where they were let in. */
export async function addressable(
  accounts: Pick<ChatAccounts, 'profiles'>,
  db: Db,
  users: readonly UserId[],
): Promise<ReadonlySet<UserId>> {
  const profiles = await accounts.profiles(db, users)
  return new Set(users.filter((user) => (profiles.get(user)?.role ?? 'guest') !== 'guest'))
}
