import type { UserId } from '@stoa/contract/http'
import { useTimes } from '../../../components/TimesContext.tsx'
import { useNow } from '../../../components/useNow.ts'
import { HappeningText } from '../rooms/HappeningText.tsx'
import { MessageRow } from './MessageRow.tsx'
import type { Row } from './rows.ts'

export interface RowViewProps {
  readonly row: Row
  readonly me: UserId
  readonly flash: boolean
  readonly tabbable: boolean
}

/** One line of a conversation. */
export function RowView({ row, me, flash, tabbable }: RowViewProps) {
  switch (row.kind) {
    case 'day':
      return <DayLine at={row.at} />
    case 'unread':
      return (
        <div className="mx-auto flex max-w-3xl items-center gap-3 px-5 py-3 font-medium text-accent text-xs">
          <span className="h-px flex-1 bg-accent/40" />
          New messages
          <span className="h-px flex-1 bg-accent/40" />
        </div>
      )
    case 'happening':
      return (
        <p className="mx-auto max-w-3xl px-8 py-1.5 text-center text-ink-soft text-sm">
          <HappeningText item={row.item} />
        </p>
      )
    case 'message':
      return (
        <MessageRow
          item={row.item}
          id={row.key}
          own={row.item.author === me}
          first={row.first}
          last={row.last}
          flash={flash}
          tabbable={tabbable}
        />
      )
  }
}

function DayLine({ at }: { readonly at: number }) {
  const times = useTimes()
  const now = useNow(60_000)
  return (
    <div className="flex justify-center py-3">
      <time className="rounded-full border border-line bg-surface px-3 py-0.5 font-medium text-ink-soft text-xs">
        {times.day(at, now)}
      </time>
    </div>
  )
}
