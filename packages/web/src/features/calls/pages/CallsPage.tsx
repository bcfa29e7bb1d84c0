import { type CallView, listCalls } from '@stoa/contract/calls'
import { Link } from '@tanstack/react-router'
import { CircleAlert, PhoneIncoming, PhoneMissed, PhoneOutgoing } from 'lucide-react'
import { useCallback } from 'react'
import { Avatar } from '../../../components/Avatar.tsx'
import { Button } from '../../../components/Button.tsx'
import { useClient } from '../../../components/ClientContext.tsx'
import { classes } from '../../../components/classes.ts'
import { Notice } from '../../../components/Notice.tsx'
import { Page } from '../../../components/Page.tsx'
import { useMe, usePerson } from '../../../components/people.ts'
import { Skeleton } from '../../../components/Skeleton.tsx'
import { useTimes } from '../../../components/TimesContext.tsx'
import { useCoins } from '../../../components/useCoins.ts'
import { usePages } from '../../../components/usePages.ts'
import { outcomeText } from '../outcome.ts'
import { clockText } from '../session/cost.ts'

const page = 30

/** All one's calls, newest first. */
export function CallsPage() {
  const client = useClient()
  const pages = usePages(
    useCallback(
      async (before: number | undefined) => {
        const { calls } = await client.call(listCalls, {
          query: { limit: page, ...(before === undefined ? {} : { before }) },
        })
        return { items: calls, next: calls.length < page ? null : (calls.at(-1)?.createdAt ?? null) }
      },
      [client],
    ),
  )
  return (
    <Page title="Calls">
      {pages.status === 'loading' && <Skeleton className="h-20 rounded-3xl" />}
      {pages.fault !== undefined && (
        <div role="alert" className="flex">
          <Notice
            icon={CircleAlert}
            title="Your calls could not be loaded"
            action={
              <Button look="outline" onClick={pages.items.length === 0 ? pages.again : pages.next}>
                Try again
              </Button>
            }
          >
            {pages.fault.message}
          </Notice>
        </div>
      )}
      {pages.status === 'ready' && pages.items.length === 0 && (
        <div className="flex py-10">
          <Notice
            icon={PhoneOutgoing}
            title="No calls yet"
            action={
              <Link to="/creators" className="font-medium text-accent underline">
                Find somebody to call
              </Link>
            }
          >
            Calls you make and get will be listed here, with what they cost.
          </Notice>
        </div>
      )}
      {pages.items.length > 0 && (
        <ul aria-label="Calls" className="flex flex-col gap-2">
          {pages.items.map((call) => (
            <li key={call.id}>
              <CallRow call={call} />
            </li>
          ))}
        </ul>
      )}
      {pages.more && (
        <Button look="quiet" busy={pages.busy} className="self-center" onClick={pages.next}>
          Earlier
        </Button>
      )}
    </Page>
  )
}

function CallRow({ call }: { readonly call: CallView }) {
  const me = useMe()
  const times = useTimes()
  const { amount } = useCoins()
  const isCaller = call.caller === me.id
  const otherId = isCaller ? call.creator : call.caller
  const other = usePerson(otherId)
  const name = other?.name ?? '…'
  const missed = !isCaller && call.state === 'missed'
  const Icon = missed ? PhoneMissed : isCaller ? PhoneOutgoing : PhoneIncoming
  const coins = isCaller ? -call.cost : (call.earned ?? 0)
  return (
    <Link
      to="/calls/$call"
      params={{ call: call.id }}
      className="flex items-center gap-3 rounded-3xl border border-line bg-surface px-4 py-3 transition-colors hover:bg-raised"
    >
      <Avatar id={otherId} name={name} picture={other?.picture} />
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{name}</span>
        <span
          className={classes('flex items-center gap-1.5 text-sm', missed ? 'text-danger' : 'text-ink-soft')}
        >
          <Icon aria-hidden className="size-4 shrink-0" />
          <span className="min-w-0 truncate">{outcomeText(call, isCaller)}</span>
        </span>
      </span>
      <span className="shrink-0 text-right text-ink-soft text-sm tabular-nums">
        <span className="block">{times.brief(call.createdAt, Date.now())}</span>
        {call.connectedAt !== null && (
          <span className="block">
            {clockText(call.seconds)}
            {call.settled && ` · ${amount(coins)}`}
          </span>
        )}
      </span>
    </Link>
  )
}
