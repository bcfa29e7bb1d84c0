import { endPayout, listPayouts, type Payout, requestPayout } from '@stoa/contract/wallet'
import { type FormEvent, useCallback, useState } from 'react'
import { Button } from '../../components/Button.tsx'
import { Card } from '../../components/Card.tsx'
import { useClient } from '../../components/ClientContext.tsx'
import { Complaint } from '../../components/Complaint.tsx'
import { parseCoins } from '../../components/coins.ts'
import { Field } from '../../components/Field.tsx'
import { Loaded } from '../../components/Loaded.tsx'
import { useMe } from '../../components/people.ts'
import { useTimes } from '../../components/TimesContext.tsx'
import { useCoins } from '../../components/useCoins.ts'
import { useQuery } from '../../components/useQuery.ts'
import { useTask } from '../../components/useTask.ts'
import { useKey } from './useKey.ts'

export interface PayoutsProps {
  /** What can be asked for; undefined while that is not known. */
  readonly available: number | undefined
  readonly onChanged: () => void
}

/** For creators: coins out of here, as money, once somebody approves. */
export function Payouts({ available, onChanged }: PayoutsProps) {
  const client = useClient()
  const me = useMe()
  const [payouts, again] = useQuery(useCallback(() => client.call(listPayouts, { query: {} }), [client]))
  const changed = () => {
    again()
    onChanged()
  }
  return (
    <Card title="Payouts" hint="What you ask for is reserved until somebody who runs this server decides.">
      {me.demo ? (
        <p className="text-ink-soft">Demo coins cannot be paid out.</p>
      ) : (
        <PayoutForm available={available} onAsked={changed} />
      )}
      <div className="mt-4">
        <Loaded query={payouts} again={again}>
          {({ payouts: all }) => (
            <ul aria-label="Payouts" className="divide-y divide-line">
              {all.map((payout) => (
                <PayoutRow key={payout.id} payout={payout} onEnded={changed} />
              ))}
            </ul>
          )}
        </Loaded>
      </div>
    </Card>
  )
}

function PayoutForm({
  available,
  onAsked,
}: {
  readonly available: number | undefined
  readonly onAsked: () => void
}) {
  const client = useClient()
  const { coins } = useCoins()
  const task = useTask()
  const [text, setText] = useState('')
  const cents = parseCoins(text)
  const key = useKey(text)
  const tooMuch = cents !== undefined && available !== undefined && cents > available
  const problem =
    text !== '' && cents === undefined
      ? 'An amount such as 12.50'
      : tooMuch
        ? 'More than you have to spend'
        : undefined
  const ask = (event: FormEvent) => {
    event.preventDefault()
    if (cents === undefined) return
    return task.run(async () => {
      await client.call(requestPayout, { body: { amount: cents, key: key.value() } })
      key.renew()
      setText('')
      onAsked()
    })
  }
  return (
    <form onSubmit={ask} className="flex flex-col gap-2">
      <div className="flex items-start gap-2">
        <Field
          className="min-w-0 flex-1"
          label="Coins to be paid out"
          inputMode="decimal"
          autoComplete="off"
          required
          value={text}
          onChange={(event) => setText(event.target.value)}
          hint={available === undefined ? undefined : `${coins(available)} at most`}
          problem={problem}
        />
        <Button
          type="submit"
          busy={task.busy}
          disabled={cents === undefined || tooMuch}
          className="mt-7 shrink-0"
        >
          Ask
        </Button>
      </div>
      <Complaint>{task.fault?.message}</Complaint>
    </form>
  )
}

const states = { requested: 'Waiting for a decision', approved: 'Paid', rejected: 'Not paid' } as const

function PayoutRow({ payout, onEnded }: { readonly payout: Payout; readonly onEnded: () => void }) {
  const client = useClient()
  const times = useTimes()
  const { coins } = useCoins()
  const task = useTask()
  const end = async () => {
    if (await task.run(() => client.call(endPayout, { params: { payout: payout.id } }))) onEnded()
  }
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2.5">
      <div className="min-w-0 flex-1">
        <p className="font-medium">{coins(payout.amount)}</p>
        <p className="break-words text-ink-soft text-sm">
          {times.full(payout.at)}
          {payout.note !== '' && ` · ${payout.note}`}
        </p>
      </div>
      <p className="text-sm">{states[payout.status]}</p>
      {payout.status === 'requested' && (
        <Button look="outline" busy={task.busy} onClick={end}>
          Take back
        </Button>
      )}
      <Complaint>{task.fault?.message}</Complaint>
    </li>
  )
}
