import type { UserId } from '@stoa/contract/http'
import type { Db } from '../../../platform/database/database.ts'
import type { Transfer } from './book.ts'
import type { Leg, Ordered } from './commands.ts'
import type { CommitOptions, Outcome } from './commit.ts'
import { fingerprintOf } from './fingerprint.ts'
import { accountOf, isHouse } from './parties.ts'
import type { People } from './people.ts'
import { type PostedKey, toPosting } from './posting.ts'
import { post } from './store.ts'

/**
 * Carries transfers out in one round trip, on the guess that none is refused: everything is written relative to what accounts have,
 * and the database verifies under their locks that it is there. So no node need know a balance, and accounts that every
 * node uses are no bottleneck. Null where that cannot be guessed or was wrong: `commitCommands` then decides.
 */
export async function commitTransfers(
  db: Db,
  ordered: readonly Ordered[],
  options: CommitOptions,
): Promise<Outcome[] | null> {
  const { now } = options
  const transfers: Transfer[] = []
  const keys: PostedKey[] = []
  const used = new Set<string>()
  const outcomes: Outcome[] = []
  for (const { command, key } of ordered) {
    if (command.do !== 'transfer') return null
    const placed = command.legs.map((leg) => place(leg, options))
    if (placed.includes(null)) return null
    const made = placed.filter((one) => one !== null)
    const done = { transfers: made.map(({ id }) => id), hold: null }
    if (key !== null) {
      const name = `${key.owner} ${key.key}`
      if (used.has(name)) return null
      used.add(name)
      keys.push({ ...key, fingerprint: fingerprintOf(command), reply: done })
    }
    transfers.push(...made)
    outcomes.push({ status: 'done', done })
  }
  return (await post(db, toPosting({ transfers, keys, now, judged: null }))) ? outcomes : null
}

/** The leg as a transfer; null where it is not known to be possible. */
function place(leg: Leg, { now, newId, people }: CommitOptions): Transfer | null {
  const { from, to, amount, kind, note = '', reference = null } = leg
  if (from === to || !Number.isSafeInteger(amount) || amount < 1) return null
  const demo = demoOf(leg, people)
  if (demo === undefined) return null
  const [debit, credit] = [accountOf(from, demo), accountOf(to, demo)]
  return { id: newId(now), debit, credit, amount, kind, note, reference, reverses: null }
}

function demoOf({ from, to }: Leg, people: People): boolean | undefined {
  const users = [from, to].filter((party): party is UserId => !isHouse(party))
  const [first, second = first] = users.map((user) => people.recall(user))
  return first === second ? first : undefined
}
