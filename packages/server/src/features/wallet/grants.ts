import type { UserId } from '@stoa/contract/http'
import type { Balance } from '@stoa/contract/wallet'
import { once } from './ledger/keys.ts'
import type { Needs } from './needs.ts'

/** Coins that somebody is given. Faults: NOT_FOUND, CONFLICT. */
export async function grant(
  {
    database,
    ledger,
    clock,
    recordSecurityEvent,
  }: Pick<Needs, 'database' | 'ledger' | 'clock' | 'recordSecurityEvent'>,
  given: {
    readonly by: UserId
    readonly user: UserId
    readonly amount: number
    readonly note: string
    readonly key: string
    readonly address: string
  },
): Promise<Balance> {
  const { by, user, amount, note, key, address } = given
  const now = clock()
  const content = { do: 'grant', user, amount, note }
  return await database.transaction((tx) =>
    once(tx, { owner: by, key, content, now }, async () => {
      await ledger.transfer(tx, [{ from: 'funding', to: user, amount, kind: 'grant', note }])
      await recordSecurityEvent(tx, {
        ...{ at: now, kind: 'coins.granted', actor: by, subject: user, address },
        details: { amount, note },
      })
      return ledger.balanceOf(tx, user)
    }),
  )
}
