import type { LiveItem, LiveMessage } from '@stoa/client'
import type { Happening } from '@stoa/contract/chat'
import type { UserId } from '@stoa/contract/http'

/** What a conversation's list shows, one a line. */
export type Row =
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  | { readonly kind: 'unread'; readonly key: string }
  | { readonly kind: 'happening'; readonly key: string; readonly item: Happening }
  | {
      readonly kind: 'message'
      readonly key: string
      readonly item: LiveMessage
      /** First and last of a run of messages by one author. */
      readonly first: boolean
      readonly last: boolean
    }

export interface RowsOptions {
  readonly items: readonly LiveItem[]
  readonly me: UserId
  /** What had been read when the conversation was opened; the unread line stands after it. Null for no line. */
  readonly readUpTo: number | null
  /** Equal for moments of the same local day. */
  readonly dayKey: (at: number) => string
}

/** How long a run of messages by one author may pause. */
const runPause = 5 * 60_000

export function rowsOf({ items, me, readUpTo, dayKey }: RowsOptions): Row[] {
  const rows: Row[] = []
  let day: string | undefined
  let lineDrawn = readUpTo === null
  for (const [index, item] of items.entries()) {
    const itsDay = dayKey(item.at)
    if (itsDay !== day) {
      day = itsDay
      rows.push({ kind: 'day', key: `day ${itsDay}`, at: item.at })
    }
    if (!lineDrawn && item.kind === 'message' && item.seq > (readUpTo ?? 0) && item.author !== me) {
      lineDrawn = true
      rows.push({ kind: 'unread', key: 'unread' })
    }
    if (item.kind === 'happening') {
      rows.push({ kind: 'happening', key: `at ${item.seq}`, item })
      continue
    }
    const before = rows.at(-1)
    const first = !(before?.kind === 'message' && sameRun(before.item, item))
    const next = items[index + 1]
    const nextStarts =
      next === undefined || next.kind !== 'message' || dayKey(next.at) !== itsDay || !sameRun(item, next)
    const lineNext = !lineDrawn && next !== undefined && next.seq > (readUpTo ?? 0) && next.author !== me
    rows.push({ kind: 'message', key: keyOf(item), item, first, last: nextStarts || lineNext })
  }
  return rows
}

function sameRun(one: LiveMessage, next: LiveMessage): boolean {
  return one.author === next.author && next.at - one.at < runPause
}

/** The same before and after a message has its seq, so that nothing is drawn anew when it is sent. */
export function keyOf(item: LiveItem): string {
  return item.kind === 'message' && item.clientId !== null ? item.clientId : `at ${item.seq}`
}

/** The newest seq among the rows up to and with `index`; 0 for none. */
export function seqUpTo(rows: readonly Row[], index: number): number {
  for (let at = Math.min(index, rows.length - 1); at >= 0; at -= 1) {
    const row = rows[at]
    if (row !== undefined && 'item' in row && row.item.seq > 0) return row.item.seq
  }
  return 0
}

/** Did rows come or go before the first one that stayed? The scroll position is then kept from the end. */
export function startMoved(before: readonly Row[], now: readonly Row[]): boolean {
  const places = new Map(before.map((row, index) => [row.key, index]))
  const index = now.findIndex((row) => 'item' in row && places.has(row.key))
  const stayed = now[index]
  return stayed !== undefined && places.get(stayed.key) !== index
}
