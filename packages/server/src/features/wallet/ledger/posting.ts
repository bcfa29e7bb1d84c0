import type { Transfer } from './book.ts'
import type { Done, Key } from './commands.ts'
import { type AccountId, isHouseAccount } from './parties.ts'
import type { Posting } from './store.ts'

export interface PostedKey extends Key {
  readonly fingerprint: string
  readonly reply: Done
}

/** What one account goes through, relative to what it has. */
interface Course {
  balance: number
  lines: number
  /** The lowest the balance gets on the way: what must be there before. */
  lowest: number
}

/** Transfers and keys as the database takes them, with everything about accounts relative to what they have then. */
export function toPosting(options: {
  readonly transfers: readonly Transfer[]
  readonly keys: readonly PostedKey[]
  readonly now: number
  /** By how much what is held of an account changes, where these were judged under their locks; null where the database judges. */
  readonly judged: ReadonlyMap<AccountId, number> | null
}): Posting {
  const { transfers, keys, now, judged } = options
  const courses = new Map<AccountId, Course>()
  const courseOf = (id: AccountId) => {
    const known = courses.get(id)
    if (known !== undefined) return known
    const course = { balance: 0, lines: 0, lowest: 0 }
    courses.set(id, course)
    return course
  }
  for (const id of judged?.keys() ?? []) courseOf(id)
  const rows = transfers.map((transfer) => {
    const debit = advance(courseOf(transfer.debit), -transfer.amount)
    const credit = advance(courseOf(transfer.credit), transfer.amount)
    return {
      ...transfer,
      ...{ at: now, debit_line: debit.lines, debit_balance: debit.balance },
      ...{ credit_line: credit.lines, credit_balance: credit.balance },
    }
  })
  return {
    rows: JSON.stringify(rows),
    keys: JSON.stringify(keys.map((key) => ({ ...key, at: now }))),
    accounts: [...courses].map(([id, { balance, lines, lowest }]) => ({
      ...{ id, balance, lines, held: judged?.get(id) ?? 0 },
      need: judged !== null || isHouseAccount(id) ? null : -lowest,
    })),
  }
}

function advance(course: Course, amount: number): Readonly<Course> {
  course.balance += amount
  course.lines += 1
  course.lowest = Math.min(course.lowest, course.balance)
  return { ...course }
}
