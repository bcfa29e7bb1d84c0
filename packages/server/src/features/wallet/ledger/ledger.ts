import type { UserId } from '@stoa/contract/http'
import { Fault } from '@stoa/contract/http'
import type { Balance } from '@stoa/contract/wallet'
import { sql } from 'kysely'
import type { Clock } from '../../../platform/clock/clock.ts'
import type { Database, Db } from '../../../platform/database/database.ts'
import type { Command, Done, Hold, Key, Leg, Ordered, Part } from './commands.ts'
import { commitCommands } from './commit.ts'
import { createIds, type NewId, type Random } from './ids.ts'
import { createPeople } from './people.ts'
import { readHolds, readLapsedHolds } from './store.ts'
import { createSubmitter } from './submitter.ts'

/** What the other features book with. What takes `tx` joins the caller's transaction and throws the Fault it is refused with. */
export interface Ledger {
  /** Several at once, all or none: take their locks together rather than one after the other, lest two wait for each other. */
  apply(tx: Db, commands: readonly (Command | Ordered)[]): Promise<readonly Done[]>
  /** Faults: PAYMENT_REQUIRED, NOT_FOUND for somebody without an account, NOT_ALLOWED between real and demo, BAD_REQUEST. */
  transfer(tx: Db, legs: readonly Leg[], key?: Key): Promise<Done>
  /** Sets coins aside. Faults: PAYMENT_REQUIRED with what is `needed` and `available`, NOT_FOUND, BAD_REQUEST. */
  hold(tx: Db, asked: Omit<Extract<Command, { do: 'hold' }>, 'do'>, key?: Key): Promise<Hold>
  /** Raises an open hold. Faults: PAYMENT_REQUIRED, NOT_FOUND, CONFLICT where it is not open. */
  extendHold(tx: Db, asked: Omit<Extract<Command, { do: 'extend' }>, 'do'>, key?: Key): Promise<Hold>
  /** Takes from an open hold, once; the rest returns. No parts take nothing. Faults: NOT_FOUND, CONFLICT. */
  capture(tx: Db, asked: { readonly hold: string; readonly parts: readonly Part[] }, key?: Key): Promise<Done>
  /** Gives an open hold back, once. Faults: NOT_FOUND, CONFLICT. */
  release(tx: Db, asked: { readonly hold: string }, key?: Key): Promise<Hold>
  /** Takes a transfer back, once. Faults: NOT_FOUND, CONFLICT, PAYMENT_REQUIRED where it is spent already. */
  reverse(tx: Db, asked: { readonly transfer: string; readonly note: string }, key?: Key): Promise<Done>
  /** Faults: NOT_FOUND for nobody. */
  balanceOf(db: Db, user: UserId): Promise<Balance>
  /** Null where there is none. */
  findHold(db: Db, id: string): Promise<Hold | null>
  /**
   * A command in a transaction shared with all that come at the same time: the way for many. Resolves once it is durable, and
   * repeated gives the first answer (W6); what was refused changed nothing and is judged anew.
   */
  submit(command: Command, key: Key): Promise<Done>
  /** Resolves when nothing submitted is waiting any more. */
  drain(): Promise<void>
  /** Gives back holds that should have ended by now, the oldest [1,000] at most; how many were found (W5). */
  expire(limit?: number): Promise<number>
  readonly newId: NewId
}

export interface LedgerOptions {
  readonly database: Database
  readonly clock: Clock
  readonly random: Random
  /** Submitted commands in one commit [1,000]. */
  readonly batch?: number
}

export function createLedger({ database, clock, random, ...rest }: LedgerOptions): Ledger {
  const newId = createIds(random)
  const people = createPeople()
  const { submit, drain } = createSubmitter({ database, clock, newId, people, ...rest })

  async function apply(tx: Db, given: readonly (Command | Ordered)[]): Promise<readonly Done[]> {
    const ordered = given.map((one): Ordered => ('do' in one ? { command: one, key: null } : one))
    const committed = await commitCommands(tx, ordered, { now: clock(), newId, people }).catch(takenKey)
    const done = committed.outcomes.map((outcome) => {
      if (outcome.status === 'refused') throw outcome.fault
      return outcome.done
    })
    database.afterCommit(tx, () => people.learn(committed.people))
    return done
  }

  async function one(tx: Db, command: Command, key?: Key): Promise<Done> {
    const [done] = await apply(tx, [{ command, key: key ?? null }])
    if (done === undefined) throw new Error('a command got no outcome')
    return done
  }

  async function held(tx: Db, command: Command, key?: Key): Promise<Hold> {
    const { hold } = await one(tx, command, key)
    if (hold === null) throw new Error('a command about a hold gave none')
    return hold
  }

  async function expire(limit = 1_000): Promise<number> {
    const now = clock()
    const lapsed = await readLapsedHolds(database.db, now, limit)
    if (lapsed.length === 0) return 0
    const commands = lapsed.map((hold): Ordered => ({ command: { do: 'expire', hold, now }, key: null }))
    // One that was closed or extended in the meantime is refused, which is as it should be.
    await database.transaction((tx) => commitCommands(tx, commands, { now, newId, people }))
    return lapsed.length
  }

  return {
    apply,
    expire,
    transfer: (tx, legs, key) => one(tx, { do: 'transfer', legs }, key),
    hold: (tx, asked, key) => held(tx, { do: 'hold', ...asked }, key),
    extendHold: (tx, asked, key) => held(tx, { do: 'extend', ...asked }, key),
    capture: (tx, asked, key) => one(tx, { do: 'capture', ...asked }, key),
    release: (tx, asked, key) => held(tx, { do: 'release', ...asked }, key),
    reverse: (tx, asked, key) => one(tx, { do: 'reverse', ...asked }, key),
    balanceOf: readBalance,
    findHold: async (db, id) => (await readHolds(db, [id]))[0] ?? null,
    submit,
    drain,
    newId,
  }
}

async function readBalance(db: Db, user: UserId): Promise<Balance> {
  const { rows } = await sql<Balance>`
    SELECT coalesce(a.demo, u.demo) AS demo, coalesce(a.balance, 0) AS balance, coalesce(a.held, 0) AS held,
      coalesce(a.balance - a.held, 0) AS available
    FROM users u LEFT JOIN wallet_accounts a ON a.id = u.id WHERE u.id = ${user}`.execute(db)
  const [balance] = rows
  if (balance === undefined) throw new Fault('NOT_FOUND', 'There is no such person.')
  return balance
}

/** Two transactions used one key for different things at the same moment; the same thing would have waited for its accounts. */
function takenKey(error: unknown): never {
  if (error instanceof Error && 'code' in error && error.code === '23505')
    throw new Fault('CONFLICT', 'This key was used for something else.', { cause: error })
  throw error
}
