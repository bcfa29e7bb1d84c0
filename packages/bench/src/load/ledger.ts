import type { Dialect } from './dialect.ts'

/** A packet that somebody got, to compare others' with. */
interface Known {
  readonly bytes: Buffer
  readonly last: number
}

/**
 * What the readers of one room got. Each is followed by its cursor: whatever does not continue it exactly is a fault. Equal
 * bytes mean equal messages, so a packet is parsed for its first reader and only compared for the others.
 */
export class Ledger {
  readonly room: string
  readonly problems: string[] = []
  /** Seq → what its sender called it. */
  readonly ids = new Map<number, string>()
  private readonly known = new Map<number, Known>()
  private readonly dialect: Dialect

  constructor(room: string, dialect: Dialect) {
    this.room = room
    this.dialect = dialect
  }

  /** Takes a packet for a reader that holds everything up to `cursor`; gives the new cursor. */
  take(cursor: number, payload: Buffer): number {
    const known = this.known.get(cursor + 1)
    if (known?.bytes.equals(payload) === true) return known.last
    const { first, ids } = this.dialect.read(JSON.parse(payload.toString('utf8', payload.indexOf(91))))
    if (first !== cursor + 1) this.complain(`a reader at ${cursor} was sent ${first}`)
    for (const [index, id] of ids.entries()) this.note(first + index, id)
    const last = first + ids.length - 1
    this.known.set(first, { bytes: Buffer.from(payload), last })
    if (this.known.size > 64) {
      const oldest = this.known.keys().next().value
      if (oldest !== undefined) this.known.delete(oldest)
    }
    return last
  }

  /** A sender was told that `id` has this place. */
  acknowledged(seq: number, id: string): void {
    this.note(seq, id)
  }

  private note(seq: number, id: string): void {
    const before = this.ids.get(seq)
    if (before === undefined) this.ids.set(seq, id)
    else if (before !== id) this.complain(`${seq} is both ${before} and ${id}`)
  }

  private complain(problem: string): void {
    if (this.problems.length < 20) this.problems.push(`${this.room}: ${problem}`)
  }
}
