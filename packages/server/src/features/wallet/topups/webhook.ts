import { Fault } from '@stoa/contract/http'
import type { Db } from '../../../platform/database/database.ts'
import type { Needs } from '../needs.ts'
import type { Forgeries } from './forgeries.ts'
import type { PaymentNotice } from './provider.ts'
import { lockTopUp, noteEvent, setStatus } from './store.ts'

export interface Webhook {
  readonly body: Uint8Array
  readonly signature: string | undefined
  readonly address: string
}

/** Acts on what Stripe tells, once. Faults: NOT_AVAILABLE; BAD_REQUEST for what Stripe did not sign, which is noted. */
export async function receiveStripe(
  needs: Pick<Needs, 'database' | 'ledger' | 'clock' | 'log' | 'stripe' | 'recordSecurityEvent'>,
  forgeries: Forgeries,
  { body, signature, address }: Webhook,
): Promise<void> {
  const { database, stripe, clock } = needs
  if (stripe === null) throw new Fault('NOT_AVAILABLE', 'Stripe is not set up on this server.')
  const now = clock()
  let notice: PaymentNotice | null
  try {
    notice = stripe.read(body, signature, now)
  } catch (error) {
    if (error instanceof Fault && error.details?.['forged'] === true)
      await forgeries.note({ address, at: now })
    throw error
  }
  if (notice === null) return
  const told = notice
  await database.transaction((tx) => settle(needs, tx, { notice: told, now, address }))
}

async function settle(
  { ledger, log, recordSecurityEvent }: Pick<Needs, 'ledger' | 'log' | 'recordSecurityEvent'>,
  tx: Db,
  given: { readonly notice: PaymentNotice; readonly now: number; readonly address: string },
): Promise<void> {
  const { notice, now, address } = given
  const { event, purchase, session, outcome, price, currency } = notice
  const topUp = purchase === null ? null : await lockTopUp(tx, purchase)
  if (topUp === null) {
    // The account at Stripe may sell other things too.
    log.info({ event }, 'Stripe told of a purchase that is not ours')
    return
  }
  if (!(await noteEvent(tx, { provider: 'stripe', event, at: now }))) return
  if (topUp.status === 'paid') return
  if (outcome === 'failed') {
    await setStatus(tx, { id: topUp.id, status: 'failed', transfer: null })
    return
  }
  if (price !== topUp.price || currency !== topUp.currency || (topUp.session ?? session) !== session) {
    log.error({ topUp: topUp.id }, 'Stripe was paid something else than was asked for; no coins were given')
    await recordSecurityEvent(tx, {
      ...{ at: now, kind: 'payment.mismatch', actor: null, subject: topUp.user, address },
      details: { topUp: topUp.id, asked: [topUp.price, topUp.currency], paid: [price, currency], session },
    })
    return
  }
  const { id, user, amount } = topUp
  const { transfers } = await ledger.transfer(tx, [
    { from: 'funding', to: user, amount, kind: 'top_up', reference: id },
  ])
  await setStatus(tx, { id, status: 'paid', transfer: transfers[0] ?? null })
}
