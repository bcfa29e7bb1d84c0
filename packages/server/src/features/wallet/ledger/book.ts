import { Fault, type UserId } from '@stoa/contract/http'
import type { Command, Done, Hold, Leg } from './commands.ts'
import { type AccountId, accountOf, isHouse, isHouseAccount, type Party } from './parties.ts'

/** An account as it is under its lock. */
export interface Account {
  readonly id: AccountId
  readonly demo: boolean
  balance: number
  held: number
}

/** A transfer as it is about to be written, or was. */
export interface Transfer {
  readonly id: string
  readonly debit: AccountId
  readonly credit: AccountId
  readonly amount: number
  readonly kind: string
  readonly note: string
  readonly reference: string | null
  readonly reverses: string | null
}

/** An earlier transfer, for whoever wants to take it back. */
export interface Earlier {
  readonly id: string
  readonly debit: AccountId
  readonly credit: AccountId
  readonly amount: number
  readonly reference: string | null
  readonly reverses: string | null
  readonly reversed: boolean
}

export interface BookOptions {
  readonly accounts: readonly Account[]
  readonly holds: readonly Hold[]
  readonly earlier: readonly Earlier[]
  readonly newId: () => string
}

/**
 * Some accounts while they are locked. Commands are judged one after the other, each on what the ones before it left, in memory; a
 * refused one leaves no trace. What is to be written is in {@link Book.transfers}, {@link Book.holds} and {@link Book.changes}.
 */
export class Book {
  readonly transfers: Transfer[] = []
  readonly #accounts: ReadonlyMap<AccountId, Account>
  readonly #before: ReadonlyMap<AccountId, Account>
  readonly #holds: Map<string, Hold>
  readonly #changedHolds = new Set<string>()
  readonly #earlier: Map<string, Earlier>
  readonly #newId: () => string

  constructor({ accounts, holds, earlier, newId }: BookOptions) {
    this.#before = new Map(accounts.map((account) => [account.id, { ...account }]))
    this.#accounts = new Map(accounts.map((account) => [account.id, { ...account }]))
    this.#holds = new Map(holds.map((hold) => [hold.id, hold]))
    this.#earlier = new Map(earlier.map((transfer) => [transfer.id, transfer]))
    this.#newId = newId
  }

  /** Holds that are new or not as they were. */
  get holds(): Hold[] {
    return [...this.#changedHolds].flatMap((id) => this.#holds.get(id) ?? [])
  }

  /** By how much each account is another than it was. */
  changes(): { readonly id: AccountId; readonly balance: number; readonly held: number }[] {
    return [...this.#accounts.values()].map(({ id, balance, held }) => {
      const before = this.#before.get(id)
      return { id, balance: balance - (before?.balance ?? 0), held: held - (before?.held ?? 0) }
    })
  }

  /** Throws a Fault where it cannot be done: NOT_FOUND, PAYMENT_REQUIRED, CONFLICT, NOT_ALLOWED, BAD_REQUEST. */
  judge(command: Command): Done {
    switch (command.do) {
      case 'transfer':
        return { transfers: this.#move(command.legs), hold: null }
      case 'hold':
        return this.#open(command)
      case 'extend':
        return this.#extend(command)
      case 'capture':
        return this.#capture(command)
      case 'release':
        return this.#close(this.#openHold(command.hold), 'released')
      case 'expire':
        return this.#expire(command)
      case 'reverse':
        return this.#reverse(command)
    }
  }

  #open(command: Extract<Command, { do: 'hold' }>): Done {
    const account = this.#account(command.user)
    requireAmount(command.amount)
    requireAvailable(account, command.amount)
    const { user, amount, expiresAt, reference = null } = command
    account.held += amount
    return this.#keep({
      id: this.#newId(),
      ...{ user, amount, captured: 0, state: 'open', expiresAt, reference },
    })
  }

  #extend(command: Extract<Command, { do: 'extend' }>): Done {
    const hold = this.#openHold(command.hold)
    const account = this.#account(hold.user)
    requireAmount(command.more)
    requireAvailable(account, command.more)
    account.held += command.more
    return this.#keep({ ...hold, amount: hold.amount + command.more, expiresAt: command.expiresAt })
  }

  #capture({ hold: id, parts }: Extract<Command, { do: 'capture' }>): Done {
    const hold = this.#openHold(id)
    const captured = parts.reduce((sum, part) => sum + part.amount, 0)
    if (captured > hold.amount)
      throw new Fault('CONFLICT', 'More was asked for than is held.', { details: { held: hold.amount } })
    const legs = parts.map((part) => ({
      ...part,
      from: hold.user,
      ...(hold.reference === null ? {} : { reference: part.reference ?? hold.reference }),
    }))
    const account = this.#account(hold.user)
    account.held -= hold.amount
    try {
      const transfers = this.#move(legs)
      return { transfers, ...this.#keepOnly({ ...hold, state: 'captured', captured }) }
    } catch (error) {
      account.held += hold.amount
      throw error
    }
  }

  #expire({ hold: id, now }: Extract<Command, { do: 'expire' }>): Done {
    const hold = this.#openHold(id)
    if (hold.expiresAt === null || hold.expiresAt > now)
      throw new Fault('CONFLICT', 'This hold has been extended.')
    return this.#close(hold, 'expired')
  }

  #close(hold: Hold, state: 'released' | 'expired'): Done {
    this.#account(hold.user).held -= hold.amount
    return this.#keep({ ...hold, state })
  }

  #reverse({ transfer: id, note }: Extract<Command, { do: 'reverse' }>): Done {
    const earlier = this.#earlier.get(id)
    if (earlier === undefined) throw new Fault('NOT_FOUND', 'There is no such transfer.')
    if (earlier.reversed) throw new Fault('CONFLICT', 'This transfer was taken back already.')
    if (earlier.reverses !== null)
      throw new Fault('CONFLICT', 'This transfer takes another one back; make a new one instead.')
    const { debit: to, credit: from, amount, reference } = earlier
    const transfers = this.#post([{ from, to, amount, kind: 'reversal', note, reference, reverses: id }])
    this.#earlier.set(id, { ...earlier, reversed: true })
    return { transfers, hold: null }
  }

  #move(legs: readonly Leg[]): string[] {
    return this.#post(
      legs.map(({ from, to, amount, kind, note = '', reference = null }) => {
        const { debit, credit } = this.#sides(from, to)
        return { from: debit, to: credit, amount, kind, note, reference, reverses: null }
      }),
    )
  }

  /** All of them, each on what the ones before it left, or none. */
  #post(
    moves: readonly (Omit<Transfer, 'id' | 'debit' | 'credit'> & {
      readonly from: AccountId
      readonly to: AccountId
    })[],
  ): string[] {
    const balances = new Map<Account, number>()
    const now = (account: Account) => balances.get(account) ?? account.balance
    for (const { from, to, amount } of moves) {
      requireAmount(amount)
      const [debit, credit] = [this.#locked(from), this.#locked(to)]
      if (!isHouseAccount(from)) requireAvailable({ ...debit, balance: now(debit) }, amount)
      balances.set(debit, requireSafe(now(debit) - amount))
      balances.set(credit, requireSafe(now(credit) + amount))
    }
    for (const [account, balance] of balances) account.balance = balance
    return moves.map(({ from: debit, to: credit, ...move }) => {
      const id = this.#newId()
      this.transfers.push({ id, debit, credit, ...move })
      return id
    })
  }

  #sides(from: Party, to: Party): { debit: AccountId; credit: AccountId } {
    if (from === to) throw new Fault('BAD_REQUEST', 'Coins cannot go where they come from.')
    const users = [from, to].filter((party): party is UserId => !isHouse(party))
    const [first, second = first] = users.map((user) => this.#account(user).demo)
    if (first === undefined) throw new TypeError('the house does not pay itself')
    if (first !== second) throw new Fault('NOT_ALLOWED', 'Real and demo coins cannot be mixed.')
    return { debit: accountOf(from, first), credit: accountOf(to, first) }
  }

  #account(user: UserId): Account {
    const account = this.#accounts.get(user)
    if (account === undefined) throw new Fault('NOT_FOUND', 'There is no such person.')
    return account
  }

  #locked(id: AccountId): Account {
    const account = this.#accounts.get(id)
    if (account === undefined) throw new Error(`the account ${id} is not locked`)
    return account
  }

  #openHold(id: string): Hold {
    const hold = this.#holds.get(id)
    if (hold === undefined) throw new Fault('NOT_FOUND', 'There is no such hold.')
    if (hold.state !== 'open')
      throw new Fault('CONFLICT', `This hold is ${hold.state}.`, { details: { state: hold.state } })
    return hold
  }

  #keep(hold: Hold): Done {
    return { transfers: [], ...this.#keepOnly(hold) }
  }

  #keepOnly(hold: Hold): Pick<Done, 'hold'> {
    this.#holds.set(hold.id, hold)
    this.#changedHolds.add(hold.id)
    return { hold }
  }
}

function requireAmount(amount: number): void {
  if (!Number.isSafeInteger(amount) || amount < 1)
    throw new Fault('BAD_REQUEST', 'An amount is a whole number of cents from 1 to 2^53 - 1.')
}

function requireAvailable({ balance, held }: Account, amount: number): void {
  const available = balance - held
  if (available < amount)
    throw new Fault('PAYMENT_REQUIRED', undefined, { details: { needed: amount, available } })
}

function requireSafe(balance: number): number {
  if (!Number.isSafeInteger(balance)) throw new Fault('BAD_REQUEST', 'No account can hold so much.')
  return balance
}
