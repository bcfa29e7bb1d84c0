import { Fault } from '@stoa/contract/http'
import type { Db } from '../../../platform/database/database.ts'
import type { Needs } from '../needs.ts'
import { matchMoneyBack, type Purchased } from './back.ts'
import type { Forgeries } from './forgeries.ts'
import type { MoneyBackNotice, Notice, PaymentNotice, PaymentProvider } from './provider.ts'
import { keepMoneyBack, lockTopUp, noteEvent, readMoneyBack, setStatus } from './store.ts'

export interface Webhook {
  readonly body: Uint8Array
  readonly signature: string | undefined
  readonly address: string
}

type SettleNeeds = Pick<Needs, 'ledger' | 'log' | 'recordSecurityEvent'>

/**
 * Acts on what Stripe tells, once. Faults: NOT_AVAILABLE; BAD_REQUEST for what Stripe did not sign, which is noted; UNAVAILABLE where
 * Stripe has to be asked and does not answer, so that it tells again.
 */
export async function receiveStripe(
  needs: SettleNeeds & Pick<Needs, 'database' | 'clock' | 'stripe'>,
  forgeries: Forgeries,
  { body, signature, address }: Webhook,
): Promise<void> {
  const { database, stripe, clock } = needs
  if (stripe === null) throw new Fault('NOT_AVAILABLE', 'Stripe is not set up on this server.')
  const now = clock()
  let notice: Notice | null
  try {
    notice = stripe.read(body, signature, now)
  } catch (error) {
    if (error instanceof Fault && error.details?.['forged'] === true)
      await forgeries.note({ address, at: now })
    throw error
  }
  if (notice === null) return
  const told = notice
  const purchase = await purchaseOf(stripe, told)
  await database.transaction((tx) => settle(needs, tx, { notice: told, purchase, now, address }))
}

async function purchaseOf(provider: PaymentProvider, { purchase }: Notice): Promise<string | null> {
  if (purchase === null || typeof purchase === 'string') return purchase
  return provider.purchaseOf(purchase.payment)
}

async function settle(
  needs: SettleNeeds,
  tx: Db,
  given: {
    readonly notice: Notice
    readonly purchase: string | null
    readonly now: number
    readonly address: string
  },
): Promise<void> {
  const { notice, purchase, now, address } = given
  const { event } = notice
  const topUp = purchase === null ? null : await lockTopUp(tx, purchase)
  if (topUp === null) {
    // The account at Stripe may sell other things too.
    needs.log.info({ event }, 'Stripe told of a purchase that is not ours')
    return
  }
  if (!(await noteEvent(tx, { provider: 'stripe', event, at: now }))) return
  const purchased = { topUp, now, address }
  if (notice.about === 'payment') await settlePayment(needs, tx, purchased, notice)
  else await settleMoneyBack(needs, tx, purchased, notice)
}

async function settlePayment(
  needs: SettleNeeds,
  tx: Db,
  purchased: Purchased,
  { session, outcome, price, currency }: PaymentNotice,
): Promise<void> {
  const { topUp } = purchased
  if (topUp.status === 'paid') return
  if (outcome === 'failed') {
    await setStatus(tx, { id: topUp.id, status: 'failed', transfer: null })
    return
  }
  if (price !== topUp.price || currency !== topUp.currency || (topUp.session ?? session) !== session) {
    needs.log.error(
      { topUp: topUp.id },
      'Stripe was paid something else than was asked for; no coins were given',
    )
    await noteMismatch(needs, tx, purchased, { paid: [price, currency], session })
    return
  }
  const { id, user, amount } = topUp
  const { transfers } = await needs.ledger.transfer(tx, [
    { from: 'funding', to: user, amount, kind: 'top_up', reference: id },
  ])
  const paid = { ...topUp, status: 'paid', transfer: transfers[0] ?? null } as const
  await setStatus(tx, paid)
  // That its money went back may have been told first.
  await matchMoneyBack(needs, tx, { ...purchased, topUp: paid }, 0)
}

async function settleMoneyBack(
  needs: SettleNeeds,
  tx: Db,
  purchased: Purchased,
  { cause, price, currency, final }: MoneyBackNotice,
): Promise<void> {
  const { topUp } = purchased
  if (currency !== topUp.currency) {
    needs.log.error({ topUp: topUp.id }, 'Stripe paid back another currency; no coins were taken')
    await noteMismatch(needs, tx, purchased, { back: [price, currency], cause })
    return
  }
  const before = await readMoneyBack(tx, topUp.id)
  await keepMoneyBack(tx, { topUp: topUp.id, cause, price, final })
  await matchMoneyBack(needs, tx, purchased, before)
}

async function noteMismatch(
  { recordSecurityEvent }: SettleNeeds,
  tx: Db,
  { topUp, now, address }: Purchased,
  told: Record<string, unknown>,
): Promise<void> {
  await recordSecurityEvent(tx, {
    ...{ at: now, kind: 'payment.mismatch', actor: null, subject: topUp.user, address },
    details: { topUp: topUp.id, asked: [topUp.price, topUp.currency], ...told },
  })
}
