import type { CallView } from '@stoa/contract/calls'
import { getBalance } from '@stoa/contract/wallet'
import { Signal, SignalHigh, SignalLow, SignalMedium } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useClient, useStore } from '../../../components/ClientContext.tsx'
import { useMe } from '../../../components/people.ts'
import { useCoins } from '../../../components/useCoins.ts'
import type { CallSession } from '../session/callSession.ts'
import { clockText, meterOf, minutesLeft } from '../session/cost.ts'
import type { Quality } from '../session/quality.ts'
import { useQuality } from './useQuality.ts'
import { useSeconds } from './useSeconds.ts'

const qualities = {
  unknown: [Signal, 'Connection: not measured yet'],
  good: [SignalHigh, 'Connection: good'],
  fair: [SignalMedium, 'Connection: fair'],
  poor: [SignalLow, 'Connection: poor'],
} as const satisfies Record<Quality, unknown>

export interface CallFactsProps {
  readonly session: CallSession
  readonly call: CallView
  readonly name: string
}

/** Who, how long, how much, how good. */
export function CallFacts({ session, call, name }: CallFactsProps) {
  const me = useMe()
  const isCaller = call.caller === me.id
  const live = useStore(session.call)
  const connected = useStore(session.call.link).status === 'connected'
  const { amount, coins } = useCoins()
  const now = useSeconds()
  const quality = useQuality(session)
  const { seconds, cost } = meterOf(live, now, connected)
  const available = useAvailable(call, isCaller)
  const minutes = available === undefined ? undefined : minutesLeft(live, available, now)
  const [Icon, said] = qualities[quality]
  return (
    <header className="flex min-h-14 flex-wrap items-center gap-x-4 gap-y-0.5 px-4 py-2">
      <p className="min-w-0 truncate font-semibold">{name}</p>
      <span role="img" aria-label={said} title={said} className="mr-auto">
        <Icon aria-hidden className="size-5" />
      </span>
      <p className="tabular-nums">
        <span className="sr-only">Time: </span>
        <span data-fact="time">{clockText(seconds)}</span>
      </p>
      <p className="text-ink-soft text-sm tabular-nums">
        <span data-fact="cost">{isCaller ? `Cost ${coins(cost)}` : `Call ${coins(cost)}`}</span>
        <span className="hidden sm:inline"> at {amount(call.rate)} a minute</span>
      </p>
      {minutes !== undefined && (
        <p className="text-ink-soft text-sm">
          {minutes < 1 ? 'under a minute left' : `about ${minutes} min left`}
        </p>
      )}
    </header>
  )
}

/** What the caller has for further minutes; asked again as each one is held. */
function useAvailable(call: CallView, isCaller: boolean): number | undefined {
  const client = useClient()
  const [available, setAvailable] = useState<number>()
  const { paidUntil } = call
  useEffect(() => {
    if (!isCaller || paidUntil === null) return
    let current = true
    client.call(getBalance).then(
      (balance) => current && setAvailable(balance.available),
      // It is shown as not known.
      () => current && setAvailable(undefined),
    )
    return () => {
      current = false
    }
  }, [client, isCaller, paidUntil])
  return available
}
