import { Fault } from '@stoa/contract/http'
import type { Db } from '../../../platform/database/database.ts'
import type { Needs } from '../needs.ts'
import { isReversed, readMoneyBack, setTaken, type TopUpRow } from './store.ts'

type BackNeeds = Pick<Needs, 'ledger' | 'log' | 'recordSecurityEvent'>

export interface Purchased {
  /** Locked, with what it is now. */
  readonly topUp: TopUpRow
  readonly now: number
  readonly address: string
}

/**
 * Takes as many coins of a purchase back as more money went back to its buyer than `before`, or returns those of a dispute that was won.
 * Coins that are spent or held by then stay where they are, and whoever earned them keeps them: how many are `short` is in the audit log.
 */
export async function matchMoneyBack(
  needs: BackNeeds,
  tx: Db,
  { topUp, now, address }: Purchased,
  before: number,
): Promise<void> {
  const { id, user, amount, price, status } = topUp
  if (status !== 'paid' || price === null) return
  const due = coinsOf(amount, await readMoneyBack(tx, id), price)
  const more = due - coinsOf(amount, before, price)
  if (more === 0) return
  const change = more > 0 ? await take(needs, tx, topUp, more) : -(await giveBack(needs, tx, topUp, due))
  const taken = topUp.taken + change
  await setTaken(tx, { id, taken })
  const details = { topUp: id, due, taken, short: Math.max(0, due - taken) }
  if (taken < due) needs.log.warn(details, 'money of a purchase went back, and its coins are spent')
  await needs.recordSecurityEvent(tx, {
    ...{ at: now, kind: 'payment.reversed', actor: null, subject: user, address, details },
  })
}

/** The part of the coins that a part of their price stands for, half up; all of them where all of it or more went back. */
function coinsOf(amount: number, back: number, price: number): number {
  if (back >= price) return amount
  return Number((BigInt(amount) * BigInt(back) * 2n + BigInt(price)) / (BigInt(price) * 2n))
}

/** Takes so many coins, or as many as are there; gives how many. */
async function take(needs: BackNeeds, tx: Db, topUp: TopUpRow, wanted: number): Promise<number> {
  if (await taken(needs, tx, topUp, wanted)) return wanted
  // Its account is locked since it was asked, so that nothing is spent in between.
  const { available } = await needs.ledger.balanceOf(tx, topUp.user)
  return available > 0 && (await taken(needs, tx, topUp, available)) ? available : 0
}

async function taken({ ledger }: BackNeeds, tx: Db, topUp: TopUpRow, amount: number): Promise<boolean> {
  const { id: reference, user: from, transfer } = topUp
  const note = 'Payment refunded or disputed'
  try {
    if (transfer !== null && amount === topUp.amount && !(await isReversed(tx, transfer)))
      await ledger.reverse(tx, { transfer, note })
    else await ledger.transfer(tx, [{ from, to: 'funding', amount, kind: 'reversal', note, reference }])
    return true
  } catch (error) {
    if (error instanceof Fault && error.code === 'PAYMENT_REQUIRED') return false
    throw error
  }
}

/** Returns what was taken beyond `due`; gives how many. */
async function giveBack({ ledger }: BackNeeds, tx: Db, topUp: TopUpRow, due: number): Promise<number> {
  const { id: reference, user: to } = topUp
  const amount = topUp.taken - due
  if (amount <= 0) return 0
  const note = 'Dispute of a payment settled'
  await ledger.transfer(tx, [{ from: 'funding', to, amount, kind: 'reversal', note, reference }])
  return amount
}
