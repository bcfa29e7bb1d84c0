const patienceMs = 10
const retryMs = 60
const giveUpMs = 1_000
const most = 400

export interface Losses {
  lost(sequences: readonly number[], now: number): void
  found(sequence: number): void
  clear(): void
  /** Sequences to ask for now; `hopeless` when some could not be had, and only a keyframe helps. */
  due(now: number): { readonly ask: readonly number[]; readonly hopeless: boolean }
}

/**
 * What is missing from the publisher, asked for again until it comes or is too late to matter. The first
 * request waits a moment, as packets also swap places.
 */
export function createLosses(): Losses {
  const missing = new Map<number, { since: number; asked: number }>()
  let overflowed = false
  return {
    lost(sequences, now) {
      if (missing.size + sequences.length > most) {
        missing.clear()
        overflowed = true
        return
      }
      for (const sequence of sequences)
        missing.set(sequence, { since: now, asked: now + patienceMs - retryMs })
    },
    found(sequence) {
      missing.delete(sequence)
    },
    clear() {
      missing.clear()
      overflowed = false
    },
    due(now) {
      let hopeless = overflowed
      overflowed = false
      const ask: number[] = []
      for (const [sequence, loss] of missing) {
        if (now - loss.since > giveUpMs) {
          missing.delete(sequence)
          hopeless = true
        } else if (now - loss.asked >= retryMs) {
          loss.asked = now
          ask.push(sequence)
        }
      }
      return { ask, hopeless }
    },
  }
}
