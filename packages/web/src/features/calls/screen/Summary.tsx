import type { CallView } from '@stoa/contract/calls'
import { Link } from '@tanstack/react-router'
import { Flag } from 'lucide-react'
import { useState } from 'react'
import { Avatar } from '../../../components/Avatar.tsx'
import { Button } from '../../../components/Button.tsx'
import { Page } from '../../../components/Page.tsx'
import { usePlacesBeside } from '../../../components/PlacesContext.ts'
import { useMe, usePerson } from '../../../components/people.ts'
import { useTimes } from '../../../components/TimesContext.tsx'
import { useCoins } from '../../../components/useCoins.ts'
import { outcomeText } from '../outcome.ts'
import { clockText } from '../session/cost.ts'
import { RatingForm } from './RatingForm.tsx'
import { ReportDialog } from './ReportDialog.tsx'

/** What became of a call: how long, how much, and what one has to say about it. */
export function Summary({ call }: { readonly call: CallView }) {
  usePlacesBeside()
  const me = useMe()
  const isCaller = call.caller === me.id
  const otherId = isCaller ? call.creator : call.caller
  const other = usePerson(otherId)
  const times = useTimes()
  const { coins } = useCoins()
  const [reporting, setReporting] = useState(false)
  const name = other?.name ?? '…'
  const took = call.connectedAt !== null
  const facts = took
    ? [
        ['Paid time', clockText(call.seconds)],
        ['Rate', `${coins(call.rate)} a minute`],
        ...(isCaller
          ? [['Cost', call.settled ? coins(call.cost) : 'Being settled…']]
          : [
              ['The caller paid', call.settled ? coins(call.cost) : 'Being settled…'],
              ['Fee', call.fee === null ? '…' : coins(call.fee)],
              ['You earned', call.earned === null ? 'Being settled…' : coins(call.earned)],
            ]),
      ]
    : [['Cost', 'Nothing']]
  return (
    <Page title="Call">
      <section className="mx-auto flex w-full max-w-md flex-col items-center gap-2 rounded-3xl border border-line bg-surface p-6 text-center">
        <Avatar id={otherId} name={name} picture={other?.picture} size="large" />
        <p className="mt-2 max-w-full break-words font-semibold text-xl">{name}</p>
        <p role="status">{outcomeText(call, isCaller)}</p>
        <p className="text-ink-soft text-sm">{times.full(call.createdAt)}</p>
        <dl className="mt-4 w-full divide-y divide-line text-left">
          {facts.map(([term, value]) => (
            <div key={term} className="flex justify-between gap-4 py-2">
              <dt className="text-ink-soft">{term}</dt>
              <dd className="font-medium tabular-nums">{value}</dd>
            </div>
          ))}
        </dl>
        {isCaller && took && <RatingForm call={call} name={name} />}
        <div className="mt-4 flex flex-wrap justify-center gap-2">
          {isCaller && (
            <Link
              to="/creators/$user"
              params={{ user: call.creator }}
              className="inline-flex min-h-10 items-center rounded-xl bg-accent px-4 font-medium text-on-accent hover:bg-accent-strong"
            >
              {took ? 'Call again' : `To ${name}’s page`}
            </Link>
          )}
          <Button look="quiet" onClick={() => setReporting(true)}>
            <Flag aria-hidden className="size-4.5" /> Report
          </Button>
        </div>
      </section>
      {reporting && <ReportDialog call={call} name={name} onClose={() => setReporting(false)} />}
    </Page>
  )
}
