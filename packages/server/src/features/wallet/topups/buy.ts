import { Fault, type UserId } from '@stoa/contract/http'
import type { TopUp } from '@stoa/contract/wallet'
import { claimKey, keepReply, once } from '../ledger/keys.ts'
import type { Needs } from '../needs.ts'
import type { PaymentProvider } from './provider.ts'
import { insertTopUp, type NewTopUp, readTopUp, setSession, toTopUp } from './store.ts'

type BuyNeeds = Pick<Needs, 'database' | 'ledger' | 'clock' | 'stripe' | 'config'>

export interface Buying {
  readonly user: UserId
  readonly amount: number
  readonly key: string
}

/** Demo people get demo coins at once; others are sent to pay. Faults: CONFLICT, NOT_AVAILABLE, BAD_REQUEST, UNAVAILABLE. */
export async function buyCoins(needs: BuyNeeds, buying: Buying): Promise<TopUp> {
  const { demo } = await needs.ledger.balanceOf(needs.database.db, buying.user)
  if (demo) return buyDemoCoins(needs, buying)
  if (needs.stripe === null) throw new Fault('NOT_AVAILABLE', 'Coins cannot be bought on this server.')
  return buyWith(needs, needs.stripe, buying)
}

const contentOf = ({ amount }: Buying) => ({ do: 'top_up', amount })

async function buyDemoCoins({ database, ledger, clock }: BuyNeeds, buying: Buying): Promise<TopUp> {
  const { user, amount, key } = buying
  const now = clock()
  return await database.transaction((tx) =>
    once(tx, { owner: user, key, content: contentOf(buying), now }, async () => {
      const id = ledger.newId(now)
      const legs = [{ from: 'funding', to: user, amount, kind: 'top_up', reference: id } as const]
      const { transfers } = await ledger.transfer(tx, legs)
      const row: NewTopUp = {
        ...{ id, user, key, at: now, amount, provider: 'demo', status: 'paid', price: null, currency: null },
        ...{ session: null, url: null, transfer: transfers[0] ?? null },
      }
      await insertTopUp(tx, row)
      return toTopUp(row)
    }),
  )
}

/** Three steps, each of which can be repeated: the purchase is written down, the provider is asked, its answer is kept. */
async function buyWith(needs: BuyNeeds, provider: PaymentProvider, buying: Buying): Promise<TopUp> {
  const { database } = needs
  const begun = await database.transaction((tx) => begin(needs, tx, buying))
  if ('reply' in begun) return begun.reply
  const { row, price, currency } = begun
  const { session, url } = await provider.start({
    ...{ id: row.id, amount: row.amount, price, currency },
    returnTo: `${needs.config.publicUrl}/wallet`,
  })
  const reply = toTopUp({ ...row, session, url })
  await database.transaction(async (tx) => {
    await setSession(tx, { id: row.id, session, url })
    await keepReply(tx, { owner: buying.user, key: buying.key }, reply)
  })
  return reply
}

type Begun =
  | { readonly reply: TopUp }
  | { readonly row: NewTopUp; readonly price: number; readonly currency: string }

async function begin(
  { ledger, clock, config }: BuyNeeds,
  tx: Parameters<typeof insertTopUp>[0],
  buying: Buying,
): Promise<Begun> {
  const { user, amount, key } = buying
  const now = clock()
  const claim = await claimKey<TopUp>(tx, { owner: user, key, content: contentOf(buying), now })
  if (!claim.first) {
    if (claim.reply !== null) return { reply: claim.reply }
    const row = await readTopUp(tx, { owner: user, key })
    if (row?.price == null || row.currency === null) throw new Fault('CONFLICT')
    return { row, price: row.price, currency: row.currency }
  }
  const price = priceOf(amount, config.coinPrice)
  const currency = config.coinCurrency
  const row: NewTopUp = {
    ...{ id: ledger.newId(now), user, key, at: now, amount, provider: 'stripe', status: 'pending' },
    ...{ price, currency, session: null, url: null, transfer: null },
  }
  await insertTopUp(tx, row)
  return { row, price, currency }
}

/**
 * In the smallest unit of the currency, half up.
 *
 * @param coinPrice the price of a whole coin in that unit
 */
function priceOf(amount: number, coinPrice: number): number {
  const price = Number((BigInt(amount) * BigInt(coinPrice) + 50n) / 100n)
  if (price < 1) throw new Fault('BAD_REQUEST', 'So few coins cannot be bought.')
  return price
}
