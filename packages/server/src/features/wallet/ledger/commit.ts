import { Fault, type UserId } from '@stoa/contract/http'
import type { Db } from '../../../platform/database/database.ts'
import { Book, type Earlier } from './book.ts'
import type { Command, Done, Hold, Ordered } from './commands.ts'
import { fingerprintOf } from './fingerprint.ts'
import type { NewId } from './ids.ts'
import { type AccountId, accountOf, houses, isHouse, isHouseAccount } from './parties.ts'
import type { People } from './people.ts'
import { type PostedKey, toPosting } from './posting.ts'
import { lockAccounts, post, readEarlier, readHolds, readKeys, writeHolds } from './store.ts'

/** What became of a command. */
export type Outcome =
  | { readonly status: 'done' | 'repeated'; readonly done: Done }
  | { readonly status: 'refused'; readonly fault: Fault }

export interface CommitOptions {
  readonly now: number
  readonly newId: NewId
  readonly people: People
}

/** The outcomes in the order of the commands, and whose accounts were seen: to be remembered once this is committed. */
export interface Committed {
  readonly outcomes: readonly Outcome[]
  readonly people: ReadonlyMap<UserId, boolean>
}

/**
 * Carries commands out in one transaction: locks all their accounts in one order, judges each on what the ones before it left, and
 * writes what was not refused in one statement. A refused one changes nothing for the others.
 *
 * Rejects with SQL state 23505 where another transaction used one of the keys in the meantime: run it again then.
 */
export async function commitCommands(
  tx: Db,
  ordered: readonly Ordered[],
  { now, newId, people: known }: CommitOptions,
): Promise<Committed> {
  const commands = ordered.map(({ command }) => command)
  const holdIds = commands.flatMap((command) => ('hold' in command ? [command.hold] : []))
  const transferIds = commands.flatMap((command) => (command.do === 'reverse' ? [command.transfer] : []))
  // Whose they are never changes, so it may be read before the locks that tell what they are now.
  const owners = holdIds.length === 0 ? [] : await readHolds(tx, holdIds)
  const earlier = transferIds.length === 0 ? [] : await readEarlier(tx, transferIds)
  const people = await known.find(tx, usersOf(commands, owners, earlier))
  const accounts = await lockAccounts(tx, accountsOf(commands, people, earlier))
  const holds = holdIds.length === 0 ? [] : await readHolds(tx, holdIds)
  const reversible = transferIds.length === 0 ? [] : await readEarlier(tx, transferIds)
  const book = new Book({ accounts, holds, earlier: reversible, newId: () => newId(now) })
  const memory = await recallKeys(tx, ordered)
  const outcomes = ordered.map((one) => settle(book, memory, one))
  await write(tx, { book, now, keys: memory.fresh })
  return { outcomes, people }
}

interface KeyMemory {
  readonly known: Map<string, { readonly fingerprint: string; readonly reply: Done | null }>
  /** Keys of commands done now. */
  readonly fresh: PostedKey[]
}

const nameOf = ({ owner, key }: { readonly owner: string; readonly key: string }) => `${owner} ${key}`

async function recallKeys(tx: Db, ordered: readonly Ordered[]): Promise<KeyMemory> {
  const keys = ordered.flatMap(({ key }) => (key === null ? [] : [key]))
  const rows = keys.length === 0 ? [] : await readKeys(tx, keys)
  return { known: new Map(rows.map((row) => [nameOf(row), row])), fresh: [] }
}

function settle(book: Book, memory: KeyMemory, { command, key }: Ordered): Outcome {
  try {
    if (key === null) return { status: 'done', done: book.judge(command) }
    const fingerprint = fingerprintOf(command)
    const earlier = memory.known.get(nameOf(key))
    if (earlier !== undefined) return { status: 'repeated', done: repeat(earlier, fingerprint) }
    const done = book.judge(command)
    memory.known.set(nameOf(key), { fingerprint, reply: done })
    memory.fresh.push({ ...key, fingerprint, reply: done })
    return { status: 'done', done }
  } catch (error) {
    if (error instanceof Fault) return { status: 'refused', fault: error }
    throw error
  }
}

function repeat(
  earlier: { readonly fingerprint: string; readonly reply: Done | null },
  fingerprint: string,
): Done {
  if (earlier.fingerprint !== fingerprint || earlier.reply === null)
    throw new Fault('CONFLICT', 'This key was used for something else.')
  return earlier.reply
}

async function write(
  tx: Db,
  { book, now, keys }: { readonly book: Book; readonly now: number; readonly keys: readonly PostedKey[] },
): Promise<void> {
  const changed = book.changes().filter(({ balance, held }) => balance !== 0 || held !== 0)
  const judged = new Map(changed.map(({ id, held }): [AccountId, number] => [id, held]))
  const { transfers, holds } = book
  if (transfers.length > 0 || changed.length > 0 || keys.length > 0) {
    const written = await post(tx, toPosting({ transfers, keys, now, judged }))
    if (!written) throw new Error('an account vanished while it was locked')
  }
  if (holds.length > 0) await writeHolds(tx, holds, now)
}

function usersOf(
  commands: readonly Command[],
  holds: readonly Hold[],
  earlier: readonly Earlier[],
): UserId[] {
  const users = commands.flatMap((command): UserId[] => {
    if (command.do === 'hold') return [command.user]
    if (command.do === 'transfer')
      return command.legs.flatMap(({ from, to }) =>
        [from, to].filter((party): party is UserId => !isHouse(party)),
      )
    return command.do === 'capture' ? command.parts.flatMap(({ to }) => (isHouse(to) ? [] : [to])) : []
  })
  const sides = earlier.flatMap(({ debit, credit }) => [debit, credit]).filter((id) => !isHouseAccount(id))
  return [...new Set([...users, ...holds.map(({ user }) => user), ...(sides as UserId[])])]
}

/** Every account that a command may touch. */
function accountsOf(
  commands: readonly Command[],
  people: ReadonlyMap<UserId, boolean>,
  earlier: readonly Earlier[],
): AccountId[] {
  const named = new Set(
    commands.flatMap((command) => {
      if (command.do === 'transfer') return command.legs.flatMap(({ from, to }) => [from, to])
      return command.do === 'capture' ? command.parts.map(({ to }) => to) : []
    }),
  )
  const worlds = [...new Set(people.values())]
  const house = houses
    .filter((one) => named.has(one))
    .flatMap((one) => worlds.map((demo) => accountOf(one, demo)))
  return [
    ...new Set([...people.keys(), ...house, ...earlier.flatMap(({ debit, credit }) => [debit, credit])]),
  ]
}
