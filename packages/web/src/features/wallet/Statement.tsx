import { getStatement, type StatementLine, statementCsv, type TransferKind } from '@stoa/contract/wallet'
import { Download, Receipt } from 'lucide-react'
import { useCallback, useId, useMemo, useState } from 'react'
import { Button } from '../../components/Button.tsx'
import { Card } from '../../components/Card.tsx'
import { useClient } from '../../components/ClientContext.tsx'
import { Complaint } from '../../components/Complaint.tsx'
import { Chart } from '../../components/chart/Chart.tsx'
import { classes } from '../../components/classes.ts'
import { fieldLook } from '../../components/Field.tsx'
import { Notice } from '../../components/Notice.tsx'
import { usePerson } from '../../components/people.ts'
import { Skeleton } from '../../components/Skeleton.tsx'
import { useTimes } from '../../components/TimesContext.tsx'
import { useCoins } from '../../components/useCoins.ts'
import { usePages } from '../../components/usePages.ts'
import { useTask } from '../../components/useTask.ts'
import { balances, kindNames, kinds } from './kinds.ts'
import { saveFile } from './saveFile.ts'

/** Every movement, newest first, with how the balance went. */
export function Statement() {
  const client = useClient()
  const csv = useTask()
  const id = useId()
  const [kind, setKind] = useState<TransferKind | ''>('')
  const { amount, coins } = useCoins()
  const pages = usePages(
    useCallback(
      async (before: string | undefined) => {
        const query = before === undefined ? {} : { before }
        const { lines, next } = await client.call(getStatement, { query })
        return { items: lines, next }
      },
      [client],
    ),
  )
  const { times, values } = useMemo(() => balances(pages.items), [pages.items])
  const shown = kind === '' ? pages.items : pages.items.filter((line) => line.kind === kind)
  const last = values.at(-1) ?? 0
  return (
    <Card
      title="Statement"
      action={
        <>
          <label htmlFor={`${id}-kind`} className="sr-only">
            Kind
          </label>
          <select
            id={`${id}-kind`}
            value={kind}
            onChange={(event) => setKind(kinds.find(([one]) => one === event.target.value)?.[0] ?? '')}
            className={classes(fieldLook, 'max-w-40')}
          >
            <option value="">Everything</option>
            {kinds.map(([one, name]) => (
              <option key={one} value={one}>
                {name}
              </option>
            ))}
          </select>
          <Button
            look="outline"
            busy={csv.busy}
            onClick={() =>
              void csv.run(async () => saveFile('statement.csv', await client.download(statementCsv)))
            }
          >
            <Download aria-hidden className="size-4.5" /> CSV
          </Button>
        </>
      }
    >
      <Complaint>{csv.fault?.message}</Complaint>
      {pages.status === 'loading' && <Skeleton className="h-40" />}
      {pages.fault !== undefined && (
        <div className="flex flex-wrap items-center justify-between gap-3">
          <Complaint>{pages.fault.message}</Complaint>
          <Button look="outline" onClick={pages.items.length === 0 ? pages.again : pages.next}>
            Try again
          </Button>
        </div>
      )}
      {pages.status === 'ready' && pages.items.length === 0 && (
        <div className="flex py-4">
          <Notice icon={Receipt} title="Nothing yet">
            What comes in and goes out will be listed here.
          </Notice>
        </div>
      )}
      {pages.items.length > 0 && (
        <>
          <Chart
            label={`The balance over the movements shown: ${values.length - 1} movements, now ${coins(last)}.`}
            name="Balance"
            shape="steps"
            times={times}
            values={values}
            write={amount}
          />
          <ul aria-label="Movements" className="mt-4 divide-y divide-line">
            {shown.map((line) => (
              <Movement key={line.id} line={line} />
            ))}
          </ul>
          {shown.length === 0 && (
            <p className="py-4 text-center text-ink-soft">None of this kind{pages.more && ' so far'}.</p>
          )}
          {pages.more && (
            <Button look="quiet" busy={pages.busy} className="mt-2 w-full" onClick={pages.next}>
              Earlier
            </Button>
          )}
        </>
      )}
    </Card>
  )
}

function Movement({ line }: { readonly line: StatementLine }) {
  const times = useTimes()
  const { amount, change } = useCoins()
  const person = usePerson(line.with)
  const what = [kindNames[line.kind], person?.name].filter(Boolean).join(' · ')
  return (
    <li className="flex items-baseline gap-3 py-2.5">
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">{what}</p>
        <p className="break-words text-ink-soft text-sm">
          {times.full(line.at)}
          {line.note !== '' && ` · ${line.note}`}
        </p>
      </div>
      <div className="shrink-0 text-right tabular-nums">
        <p className={classes('font-semibold', line.amount > 0 && 'text-accent')}>{change(line.amount)}</p>
        <p className="text-ink-soft text-sm">{amount(line.balance)}</p>
      </div>
    </li>
  )
}
