import { getEarnings } from '@stoa/contract/calls'
import { Link } from '@tanstack/react-router'
import { ChartNoAxesColumn } from 'lucide-react'
import { useCallback, useState } from 'react'
import { Card } from '../../../components/Card.tsx'
import { useClient } from '../../../components/ClientContext.tsx'
import { classes } from '../../../components/classes.ts'
import { Loaded } from '../../../components/Loaded.tsx'
import { Notice } from '../../../components/Notice.tsx'
import { Page } from '../../../components/Page.tsx'
import { useMe } from '../../../components/people.ts'
import { useQuery } from '../../../components/useQuery.ts'
import { EarningsShown } from './EarningsShown.tsx'
import { periodOf } from './period.ts'

const periods = [7, 30, 90] as const

/** What a creator's calls earned: by day, by caller, call by call. */
export function EarningsPage() {
  const client = useClient()
  const me = useMe()
  const [days, setDays] = useState<(typeof periods)[number]>(30)
  const isCreator = me.role === 'creator'
  const [earnings, again] = useQuery(
    useCallback(async () => {
      if (!isCreator) return undefined
      const period = periodOf(new Date(), days)
      return { period, ...(await client.call(getEarnings, { query: period })) }
    }, [client, days, isCreator]),
  )
  return (
    <Page
      title="Earnings"
      action={
        isCreator && (
          <Link
            to="/wallet"
            className="flex min-h-10 items-center rounded-xl px-3 font-medium text-accent hover:bg-sunken"
          >
            Pay out
          </Link>
        )
      }
    >
      {!isCreator ? (
        <div className="flex py-10">
          <Notice icon={ChartNoAxesColumn} title="You are not a creator">
            What calls earn is shown here to those who can be called.
          </Notice>
        </div>
      ) : (
        <>
          <fieldset className="flex gap-1 self-start rounded-2xl border border-line bg-surface p-1">
            <legend className="sr-only">Period</legend>
            {periods.map((one) => (
              <label
                key={one}
                className={classes(
                  'rounded-xl px-3 py-1.5 font-medium text-sm has-focus-visible:outline-2 has-focus-visible:outline-accent',
                  one === days ? 'bg-accent-soft text-accent' : 'text-ink-soft hover:bg-sunken',
                )}
              >
                <input
                  type="radio"
                  name="period"
                  checked={one === days}
                  onChange={() => setDays(one)}
                  className="sr-only"
                />
                {one} days
              </label>
            ))}
          </fieldset>
          {earnings.status === 'ready' ? (
            earnings.value !== undefined && <EarningsShown earnings={earnings.value} />
          ) : (
            <Card title="Earnings">
              <Loaded query={earnings} again={again}>
                {() => null}
              </Loaded>
            </Card>
          )}
        </>
      )}
    </Page>
  )
}
