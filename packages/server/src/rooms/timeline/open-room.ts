import type { Entry } from '@stoa/contract/rooms'
import type { Pending } from './pending.ts'
import type { LockedRoom } from './store.ts'

/** A room during a commit, with the counters it will have. */
export class OpenRoom {
  readonly row: LockedRoom
  head: number
  counted: number
  private latest: number | null
  private lastAt: number
  private activeAt: number

  constructor(row: LockedRoom) {
    this.row = row
    this.head = row.head
    this.counted = row.counted
    this.latest = row.latest
    this.lastAt = row.last_at
    this.activeAt = row.active_at
  }

  place({ rule, author, about, clientId, body }: Pending, now: number): Entry {
    this.head += 1
    this.lastAt = Math.max(this.lastAt, now)
    if (rule.type.counts) {
      this.counted += 1
      this.latest = this.head
      this.activeAt = this.lastAt
    }
    return { seq: this.head, type: rule.type.name, author, about, at: this.lastAt, clientId, body }
  }

  /** The row as it is once this is committed. */
  advanced(): LockedRoom {
    const { head, counted, latest, lastAt, activeAt } = this
    return { ...this.row, head, counted, latest, last_at: lastAt, active_at: activeAt }
  }
}

/** An entry with its place, to be written. */
export interface Written {
  readonly pending: Pending
  readonly entry: Entry
  readonly counted: number
}

/** The rows of `insertEntries`, as the text of a JSON array. Bodies are JSON text already, so they go in as they are. */
export function toRows(written: readonly Written[]): string {
  return `[${written.map(toRow).join()}]`
}

function toRow({ pending: { room, json }, entry, counted }: Written): string {
  const { seq, type, author, about, at, clientId } = entry
  const head = JSON.stringify({ room_id: room, seq, type, author, about, at, client_id: clientId, counted })
  return `${head.slice(0, -1)},"body":${json}}`
}
