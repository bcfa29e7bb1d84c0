import { listTopUps, type TopUp, topUp } from '@stoa/contract/wallet'
import { useSearch } from '@tanstack/react-router'
import { type FormEvent, useCallback, useEffect, useRef, useState } from 'react'
import { Button } from '../../components/Button.tsx'
import { Card } from '../../components/Card.tsx'
import { useClient } from '../../components/ClientContext.tsx'
import { Complaint } from '../../components/Complaint.tsx'
import { parseCoins } from '../../components/coins.ts'
import { Field } from '../../components/Field.tsx'
import { Loaded } from '../../components/Loaded.tsx'
import { useTimes } from '../../components/TimesContext.tsx'
import { useCoins } from '../../components/useCoins.ts'
import { useQuery } from '../../components/useQuery.ts'
import { useTask } from '../../components/useTask.ts'
import { useKey } from './useKey.ts'

const usual = ['10', '25', '100'] as const

export interface TopUpsProps {
  readonly changes: number
  readonly onBought: () => void
}

/** Buying coins: at once with demo coins, by way of the payment page with real ones. */
export function TopUps({ changes, onBought }: TopUpsProps) {
  const client = useClient()
  const [topUps, again] = useQuery(useCallback(() => client.call(listTopUps), [client]))
  useEffect(() => {
    if (changes > 0) again()
  }, [changes, again])
  const newest = topUps.status === 'ready' ? topUps.value.topUps[0] : undefined
  const confirming = useConfirming(newest, again, onBought)
  return (
    <Card title="Top up">
      <Loaded query={topUps} again={again}>
        {({ available, topUps: all }) => (
          <>
            {available ? (
              <TopUpForm onBought={onBought} />
            ) : (
              <p className="text-ink-soft">
                This server does not sell coins. Somebody who runs it can give you some.
              </p>
            )}
            {confirming && (
              <p role="status" className="mt-4 rounded-xl bg-accent-soft px-3.5 py-2 text-accent text-sm">
                Thank you. Your coins come as soon as the payment is confirmed, which takes a moment.
              </p>
            )}
            <Pending topUps={confirming ? all.slice(1) : all} />
          </>
        )}
      </Loaded>
    </Card>
  )
}

/** Milliseconds between looks for a payment's confirmation, and how often is looked. */
const lookEvery = 2000
const looks = 60

/** Just back from the payment page, which is quicker than the server hears of the payment: looks until it has. */
function useConfirming(newest: TopUp | undefined, again: () => void, onConfirmed: () => void): boolean {
  const { topup } = useSearch({ strict: false })
  const confirming = topup === 'done' && newest?.status === 'pending' && newest.url !== null
  const was = useRef(false)
  useEffect(() => {
    if (!confirming) return
    let left = looks
    const timer = setInterval(() => {
      left -= 1
      if (left < 0) clearInterval(timer)
      else again()
    }, lookEvery)
    return () => clearInterval(timer)
  }, [confirming, again])
  useEffect(() => {
    if (was.current && newest?.status === 'paid') onConfirmed()
    was.current = confirming
  }, [confirming, newest, onConfirmed])
  return confirming
}

function TopUpForm({ onBought }: { readonly onBought: () => void }) {
  const client = useClient()
  const { coins } = useCoins()
  const task = useTask()
  const [text, setText] = useState('25')
  const [said, setSaid] = useState('')
  const cents = parseCoins(text)
  const key = useKey(text)
  const buy = (event: FormEvent) => {
    event.preventDefault()
    if (cents === undefined) return
    setSaid('')
    return task.run(async () => {
      const bought = await client.call(topUp, { body: { amount: cents, key: key.value() } })
      key.renew()
      if (bought.url !== null) return location.assign(bought.url)
      setSaid(`${coins(bought.amount)} were added.`)
      onBought()
    })
  }
  return (
    <form onSubmit={buy} className="flex flex-col gap-3">
      <div className="flex items-end gap-2">
        <Field
          className="min-w-0 flex-1"
          label="Coins"
          inputMode="decimal"
          autoComplete="off"
          required
          value={text}
          onChange={(event) => setText(event.target.value)}
          problem={text === '' || cents !== undefined ? undefined : 'An amount such as 12.50'}
        />
        <Button type="submit" busy={task.busy} disabled={cents === undefined} className="mb-0.5">
          Top up
        </Button>
      </div>
      <div className="flex flex-wrap gap-2">
        {usual.map((one) => (
          <Button key={one} look="outline" aria-pressed={text === one} onClick={() => setText(one)}>
            {one}
          </Button>
        ))}
      </div>
      <Complaint>{task.fault?.message}</Complaint>
      <p role="status" className="text-ink-soft text-sm empty:hidden">
        {said}
      </p>
    </form>
  )
}

function Pending({ topUps }: { readonly topUps: readonly TopUp[] }) {
  const { coins } = useCoins()
  const times = useTimes()
  // One without a page to pay on was never begun.
  const open = topUps.filter(({ status, url }) => status === 'failed' || url !== null).slice(0, 5)
  if (open.length === 0) return null
  return (
    <ul
      aria-label="Purchases not paid"
      className="mt-4 flex flex-col gap-1.5 border-line border-t pt-3 text-sm"
    >
      {open.map(({ id, at, amount, status, url }) => (
        <li key={id} className="flex flex-wrap gap-x-3">
          <span className="mr-auto">
            {coins(amount)}, {times.brief(at, Date.now())}
          </span>
          <span className="text-ink-soft">{status === 'failed' ? 'Not paid' : 'Waiting for payment'}</span>
          {status === 'pending' && url !== null && (
            <a href={url} className="font-medium text-accent underline">
              Pay
            </a>
          )}
        </li>
      ))}
    </ul>
  )
}
