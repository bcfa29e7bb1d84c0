import type { getEarnings } from '@stoa/contract/calls'
import type { RouteReply, UserId } from '@stoa/contract/http'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { Avatar } from '../../../components/Avatar.tsx'
import { Card } from '../../../components/Card.tsx'
import { Chart } from '../../../components/chart/Chart.tsx'
import { usePerson } from '../../../components/people.ts'
import { useTimes } from '../../../components/TimesContext.tsx'
import { useCoins } from '../../../components/useCoins.ts'
import { clockText } from '../session/cost.ts'
import { figuresOf } from './figures.ts'
import { everyDay, type Period } from './period.ts'

type Earnings = RouteReply<typeof getEarnings>

export function EarningsShown({ earnings }: { readonly earnings: Earnings & { readonly period: Period } }) {
  const { amount, coins } = useCoins()
  const times = useTimes()
  const { period, days, callers, calls } = earnings
  const chart = useMemo(() => {
    const all = everyDay(period, days)
    return { times: all.map(({ at }) => at), values: all.map(({ found }) => found?.earned ?? 0) }
  }, [period, days])
  const figures = figuresOf(earnings, coins)
  const count = days.reduce((sum, day) => sum + day.calls, 0)
  return (
    <>
      <dl className="grid grid-cols-2 gap-3 md:grid-cols-4">
        {figures.map(([term, value]) => (
          <div key={term} className="min-w-0 rounded-3xl border border-line bg-surface p-4">
            <dt className="text-ink-soft text-sm">{term}</dt>
            <dd className="break-words font-semibold text-lg tabular-nums">{value}</dd>
          </div>
        ))}
      </dl>
      <Card title="By day">
        <Chart
          label={`Earned by day: ${coins(earnings.earned)} in ${count} ${count === 1 ? 'call' : 'calls'}.`}
          name="Earned"
          shape="bars"
          times={chart.times}
          values={chart.values}
          write={amount}
        />
      </Card>
      <div className="grid gap-5 md:grid-cols-2">
        <Card title="By caller">
          {callers.length === 0 && <p className="text-ink-soft">Nobody has called in this time.</p>}
          <ul aria-label="By caller" className="divide-y divide-line">
            {callers.map((one) => (
              <li key={one.caller} className="flex items-center gap-3 py-2">
                <Caller user={one.caller} />
                <span className="shrink-0 text-right tabular-nums">
                  <span className="block font-medium">{amount(one.earned)}</span>
                  <span className="block text-ink-soft text-sm">
                    {one.calls === 1 ? '1 call' : `${one.calls} calls`} · {clockText(one.seconds)}
                  </span>
                </span>
              </li>
            ))}
          </ul>
        </Card>
        <Card title="Calls">
          {calls.length === 0 && <p className="text-ink-soft">No calls in this time.</p>}
          <ul aria-label="Paid calls" className="divide-y divide-line">
            {calls.map((one) => (
              <li key={one.call}>
                <Link
                  to="/calls/$call"
                  params={{ call: one.call }}
                  className="-mx-2 flex items-center gap-3 rounded-xl px-2 py-2 hover:bg-sunken"
                >
                  <Caller user={one.caller} />
                  <span className="shrink-0 text-right tabular-nums">
                    <span className="block font-medium">{amount(one.earned)}</span>
                    <span className="block text-ink-soft text-sm">
                      {times.brief(one.at, Date.now())} · {clockText(one.seconds)}
                    </span>
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        </Card>
      </div>
    </>
  )
}

function Caller({ user }: { readonly user: UserId }) {
  const person = usePerson(user)
  const name = person?.name ?? '…'
  return (
    <span className="flex min-w-0 flex-1 items-center gap-2.5">
      <Avatar id={user} name={name} picture={person?.picture} size="small" />
      <span className="truncate">{name}</span>
    </span>
  )
}
