import { getBalance } from '@stoa/contract/wallet'
import { Link } from '@tanstack/react-router'
import { ShieldCheck } from 'lucide-react'
import { useCallback, useState } from 'react'
import { useClient } from '../../components/ClientContext.tsx'
import { Page } from '../../components/Page.tsx'
import { useMe } from '../../components/people.ts'
import { useQuery } from '../../components/useQuery.ts'
import { BalanceCard } from './BalanceCard.tsx'
import { Payouts } from './Payouts.tsx'
import { Statement } from './Statement.tsx'
import { TopUps } from './TopUps.tsx'

/** One's coins: how many, more of them, where they went and, for creators, out of here. */
export function WalletPage() {
  const client = useClient()
  const me = useMe()
  const [balance, again] = useQuery(useCallback(() => client.call(getBalance), [client]))
  // Counts what changed something here, so that the statement is read anew.
  const [changes, setChanges] = useState(0)
  const changed = useCallback(() => {
    again()
    setChanges((before) => before + 1)
  }, [again])
  return (
    <Page
      title="Wallet"
      action={
        me.role === 'admin' && (
          <Link
            to="/admin/wallets"
            className="flex min-h-10 items-center gap-2 rounded-xl px-3 font-medium text-ink-soft hover:bg-sunken"
          >
            <ShieldCheck aria-hidden className="size-4.5" /> Grants and payouts
          </Link>
        )
      }
    >
      <div className="grid gap-5 md:grid-cols-2">
        <BalanceCard balance={balance} again={again} />
        <TopUps changes={changes} onBought={changed} />
      </div>
      <Statement key={changes} />
      {me.role === 'creator' && (
        <Payouts
          available={balance.status === 'ready' ? balance.value.available : undefined}
          onChanged={changed}
        />
      )}
    </Page>
  )
}
