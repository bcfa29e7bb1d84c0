import type { Balance } from '@stoa/contract/wallet'
import { Card } from '../../components/Card.tsx'
import { Loaded } from '../../components/Loaded.tsx'
import { useCoins } from '../../components/useCoins.ts'
import type { Query } from '../../components/useQuery.ts'

export interface BalanceCardProps {
  readonly balance: Query<Balance>
  readonly again: () => void
}

export function BalanceCard({ balance, again }: BalanceCardProps) {
  const { coins } = useCoins()
  return (
    <Card title="Balance">
      <Loaded query={balance} again={again}>
        {({ available, held, balance: all, demo }) => (
          <>
            <p className="break-words font-display font-medium text-4xl tracking-tight tabular-nums">
              {coins(available)}
            </p>
            <p className="mt-1 text-ink-soft text-sm">
              {held === 0
                ? 'All of it can be spent.'
                : `${coins(held)} more are reserved for calls and payouts; ${coins(all)} in all.`}
            </p>
            {demo && (
              <p className="mt-3 rounded-xl bg-warn-soft px-3.5 py-2 text-sm text-warn">
                Demo coins: worth nothing, and never mixed with real ones.
              </p>
            )}
          </>
        )}
      </Loaded>
    </Card>
  )
}
