import { randomUUID } from 'node:crypto'
import type { UserId } from '@stoa/contract/http'
import { sql } from 'kysely'
import type { Database } from '../../../platform/database/database.ts'
import type { Command, Done } from './commands.ts'
import { isHouse, type Party } from './parties.ts'

/** People with an account of the kind asked for. */
export async function makePeople(
  database: Database,
  count: number,
  kind: { readonly demo?: boolean; readonly role?: string } = {},
): Promise<UserId[]> {
  const people = Array.from({ length: count }, () => randomUUID() as UserId)
  await sql`
    INSERT INTO users (id, email, name, name_folded, role, demo, created_at)
    SELECT id, id || '@example.org', 'Somebody', 'somebody', ${kind.role ?? 'user'}, ${kind.demo ?? false}, 0
    FROM unnest(${people}::uuid[]) AS id`.execute(database.db)
  return people
}

interface ModelHold {
  readonly user: UserId
  amount: number
  open: boolean
}

interface ModelTransfer {
  readonly from: Party
  readonly to: Party
  readonly amount: number
  reversed: boolean
  readonly reversal: boolean
}

/** The ledger as one would write it on paper: what everybody has, and nothing about databases. */
export class Model {
  readonly balances = new Map<UserId, number>()
  readonly held = new Map<UserId, number>()
  readonly holds = new Map<string, ModelHold>()
  readonly transfers = new Map<string, ModelTransfer>()
  readonly #demo: ReadonlySet<UserId>

  constructor(people: readonly UserId[], demo: readonly UserId[]) {
    this.#demo = new Set(demo)
    for (const user of [...people, ...demo]) {
      this.balances.set(user, 0)
      this.held.set(user, 0)
    }
  }

  available(user: UserId): number {
    return this.#balance(user) - (this.held.get(user) ?? 0)
  }

  /** The code of the Fault that the command deserves now, or null. */
  objection(command: Command): string | null {
    switch (command.do) {
      case 'transfer': {
        const mixed = command.legs.some(
          ({ from, to }) => !isHouse(from) && !isHouse(to) && this.#demo.has(from) !== this.#demo.has(to),
        )
        if (mixed) return 'NOT_ALLOWED'
        const left = new Map<Party, number>()
        for (const { from, to, amount } of command.legs) {
          if (!isHouse(from) && this.available(from) + (left.get(from) ?? 0) < amount)
            return 'PAYMENT_REQUIRED'
          left.set(from, (left.get(from) ?? 0) - amount)
          left.set(to, (left.get(to) ?? 0) + amount)
        }
        return null
      }
      case 'hold':
        return this.available(command.user) < command.amount ? 'PAYMENT_REQUIRED' : null
      case 'extend': {
        const hold = this.#hold(command.hold)
        if (!hold.open) return 'CONFLICT'
        return this.available(hold.user) < command.more ? 'PAYMENT_REQUIRED' : null
      }
      case 'capture': {
        const hold = this.#hold(command.hold)
        const taken = command.parts.reduce((sum, { amount }) => sum + amount, 0)
        return !hold.open || taken > hold.amount ? 'CONFLICT' : null
      }
      case 'release':
      case 'expire':
        return this.#hold(command.hold).open ? null : 'CONFLICT'
      case 'reverse': {
        const earlier = this.#transfer(command.transfer)
        if (earlier.reversed || earlier.reversal) return 'CONFLICT'
        return !isHouse(earlier.to) && this.available(earlier.to) < earlier.amount ? 'PAYMENT_REQUIRED' : null
      }
    }
  }

  /** What the command takes from what somebody can spend, at most. */
  outflows(command: Command): (readonly [UserId, number])[] {
    switch (command.do) {
      case 'transfer':
        return command.legs.flatMap(({ from, amount }) => (isHouse(from) ? [] : [[from, amount] as const]))
      case 'hold':
        return [[command.user, command.amount]]
      case 'extend':
        return [[this.#hold(command.hold).user, command.more]]
      case 'reverse': {
        const { to, amount } = this.#transfer(command.transfer)
        return isHouse(to) ? [] : [[to, amount]]
      }
      default:
        return []
    }
  }

  /** Books what the ledger says it has done. */
  book(command: Command, done: Done): void {
    switch (command.do) {
      case 'transfer':
        command.legs.forEach((leg, index) => {
          this.#move(leg.from, leg.to, leg.amount, done.transfers[index])
        })
        return
      case 'hold':
        if (done.hold === null) throw new Error('no hold')
        this.holds.set(done.hold.id, { user: command.user, amount: command.amount, open: true })
        this.#setAside(command.user, command.amount)
        return
      case 'extend': {
        const hold = this.#hold(command.hold)
        hold.amount += command.more
        this.#setAside(hold.user, command.more)
        return
      }
      case 'capture': {
        const hold = this.#close(command.hold)
        command.parts.forEach(({ to, amount }, index) => {
          this.#move(hold.user, to, amount, done.transfers[index])
        })
        return
      }
      case 'release':
      case 'expire':
        this.#close(command.hold)
        return
      case 'reverse': {
        const earlier = this.#transfer(command.transfer)
        earlier.reversed = true
        this.#move(earlier.to, earlier.from, earlier.amount, done.transfers[0], true)
      }
    }
  }

  #move(from: Party, to: Party, amount: number, id: string | undefined, reversal = false): void {
    if (id === undefined) throw new Error('a transfer got no id')
    if (!isHouse(from)) this.balances.set(from, this.#balance(from) - amount)
    if (!isHouse(to)) this.balances.set(to, this.#balance(to) + amount)
    this.transfers.set(id, { from, to, amount, reversed: false, reversal })
  }

  #close(id: string): ModelHold {
    const hold = this.#hold(id)
    hold.open = false
    this.#setAside(hold.user, -hold.amount)
    return hold
  }

  #setAside(user: UserId, amount: number): void {
    this.held.set(user, (this.held.get(user) ?? 0) + amount)
  }

  #balance(user: UserId): number {
    return this.balances.get(user) ?? 0
  }

  #hold(id: string): ModelHold {
    const hold = this.holds.get(id)
    if (hold === undefined) throw new Error(`no hold ${id}`)
    return hold
  }

  #transfer(id: string): ModelTransfer {
    const transfer = this.transfers.get(id)
    if (transfer === undefined) throw new Error(`no transfer ${id}`)
    return transfer
  }
}
