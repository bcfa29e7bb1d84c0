const window = 2048
const farAhead = 3000

export interface Arrival {
  /** The sequence number without its 16-bit wrap. */
  readonly extended: number
  /** Sequence numbers skipped to get here, oldest first. */
  readonly skipped: readonly number[]
  /** The sender began again somewhere else: what came before says nothing about what comes now. */
  readonly restarted: boolean
}

export interface Arrivals {
  /** Undefined for a packet that was here before, or is too old to tell. */
  note(sequence: number): Arrival | undefined
  readonly highest: number
  /** Packets that should have come and that came, since the last restart. */
  readonly expected: number
  readonly received: number
}

/** Which packets of a stream have come (RFC 3550, A.1): extends sequence numbers, finds gaps, drops doubles. */
export function createArrivals(): Arrivals {
  const seen = new Float64Array(window).fill(-1)
  let highest = -1
  let first = 0
  let received = 0

  function begin(extended: number): Arrival {
    const restarted = highest >= 0
    seen.fill(-1)
    first = extended
    highest = extended
    received = 1
    seen[extended % window] = extended
    return { extended, skipped: [], restarted }
  }

  return {
    note(sequence) {
      // Counting starts one wrap in, so that a late packet before the first keeps a positive number.
      if (highest < 0) return begin(sequence + 0x10000)
      const ahead = ((sequence - highest + 0x8000) & 0xffff) - 0x8000
      const extended = highest + ahead
      if (Math.abs(ahead) > farAhead) return begin(extended < 0x10000 ? extended + 0x10000 : extended)
      if (ahead <= -window || seen[extended % window] === extended) return undefined
      seen[extended % window] = extended
      received += 1
      if (ahead < 0) return { extended, skipped: [], restarted: false }
      const skipped: number[] = []
      for (let missing = highest + 1; missing < extended; missing += 1) skipped.push(missing)
      highest = extended
      return { extended, skipped, restarted: false }
    },
    get highest() {
      return highest
    },
    get expected() {
      return highest < 0 ? 0 : highest - first + 1
    },
    get received() {
      return received
    },
  }
}
