import type { UserId } from '@stoa/contract/http'
import type { Db } from '../../../platform/database/database.ts'
import { ensureAccounts } from './store.ts'

/** Who has an account, and whether of demo coins. That never changes, so it is remembered for good, for the [100,000] used last. */
export interface People {
  recall(user: UserId): boolean | undefined
  /** Those of whom nobody is are left out. What is found is remembered by {@link People.learn}, once it is sure to stay. */
  find(db: Db, users: readonly UserId[]): Promise<ReadonlyMap<UserId, boolean>>
  learn(found: ReadonlyMap<UserId, boolean>): void
}

export function createPeople(most = 100_000): People {
  const known = new Map<UserId, boolean>()
  return {
    recall: (user) => known.get(user),
    async find(db, users) {
      const found = new Map<UserId, boolean>()
      const unknown: UserId[] = []
      for (const user of users) {
        const demo = known.get(user)
        if (demo === undefined) unknown.push(user)
        else found.set(user, demo)
      }
      // In one order everywhere: two that make the same accounts wait for each other only one way.
      if (unknown.length > 0)
        for (const [user, demo] of await ensureAccounts(db, unknown.toSorted())) found.set(user, demo)
      return found
    },
    learn(found) {
      for (const [user, demo] of found) {
        known.delete(user)
        known.set(user, demo)
      }
      for (const user of known.keys()) {
        if (known.size <= most) break
        known.delete(user)
      }
    },
  }
}
