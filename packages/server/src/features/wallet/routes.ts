import {
  approvePayout,
  endPayout,
  getBalance,
  getStatement,
  grantCoins,
  listPayouts as listPayoutsRoute,
  listTopUps,
  rejectPayout,
  requestPayout,
  statementCsv,
  stripeWebhook,
  topUp,
} from '@stoa/contract/wallet'
import { type BoundRoute, bind, bindRaw } from '../../platform/http/handler.ts'
import { grant } from './grants.ts'
import type { Needs } from './needs.ts'
import { approve, askForPayout, listPayouts, reject, takeBack } from './payouts/payouts.ts'
import { statementHead, statementRows } from './statement/csv.ts'
import { readStatement, walkStatement } from './statement/statement.ts'
import { buyCoins } from './topups/buy.ts'
import { createForgeries } from './topups/forgeries.ts'
import { readTopUps, toTopUp } from './topups/store.ts'
import { receiveStripe } from './topups/webhook.ts'

export function walletRoutes(needs: Needs): BoundRoute[] {
  return [...ownRoutes(needs), ...topUpRoutes(needs), ...payoutRoutes(needs)]
}

function ownRoutes(needs: Needs): BoundRoute[] {
  const { ledger } = needs
  const { db } = needs.database
  return [
    bind(getBalance, ({ caller }) => ledger.balanceOf(db, caller.user)),
    bind(getStatement, ({ caller, query }) => readStatement(db, { user: caller.user, ...query })),
    bindRaw(statementCsv, async ({ caller }) => {
      const parts = [Buffer.from(statementHead)]
      for await (const lines of walkStatement(db, caller.user)) parts.push(Buffer.from(statementRows(lines)))
      return { contentType: 'text/csv; charset=utf-8', bytes: Buffer.concat(parts), cache: 'no-store' }
    }),
    bind(grantCoins, ({ caller, params, body, origin }) =>
      grant(needs, { by: caller.user, user: params.user, ...body, address: origin.address }),
    ),
  ]
}

function topUpRoutes(needs: Needs): BoundRoute[] {
  const { ledger, stripe, log, recordSecurityEvent } = needs
  const { db } = needs.database
  const forgeries = createForgeries({ log, record: (event) => recordSecurityEvent(db, event) })
  return [
    bind(topUp, ({ caller, body }) => buyCoins(needs, { user: caller.user, ...body })),
    bind(listTopUps, async ({ caller }) => {
      const { demo } = await ledger.balanceOf(db, caller.user)
      return { topUps: (await readTopUps(db, caller.user)).map(toTopUp), available: demo || stripe !== null }
    }),
    bind(stripeWebhook, async ({ body, origin }) => {
      const signature = origin.header('stripe-signature')
      await receiveStripe(needs, forgeries, { body, signature, address: origin.address })
      return undefined
    }),
  ]
}

function payoutRoutes(needs: Needs): BoundRoute[] {
  const { db } = needs.database
  return [
    bind(requestPayout, ({ caller, body }) => askForPayout(needs, { user: caller.user, ...body })),
    bind(listPayoutsRoute, async ({ caller, query: { all, status } }) => ({
      payouts: await listPayouts(db, { caller, all: all === 'true', status }),
    })),
    bind(endPayout, ({ caller, params, origin }) =>
      takeBack(needs, { ...params, by: caller.user, address: origin.address }),
    ),
    bind(approvePayout, ({ caller, params, body, origin }) =>
      approve(needs, { ...params, ...body, by: caller.user, address: origin.address }),
    ),
    bind(rejectPayout, ({ caller, params, body, origin }) =>
      reject(needs, { ...params, ...body, by: caller.user, address: origin.address }),
    ),
  ]
}
