import type { SessionState } from '@stoa/contract/interviews'
import { countUpTo } from './film.ts'
import type { Recording } from './recording.ts'

/** Index of the newest entry at a time; -1 before the first. */
export function indexAt({ times }: Recording, time: number): number {
  return countUpTo(times, (one) => one <= time) - 1
}

/** Time of the entry with this seq, or of the one before where it is not in the recording. */
export function timeOf({ seqs, times }: Recording, seq: number): number {
  return times[countUpTo(seqs, (one) => one <= seq) - 1] ?? 0
}

/** Where a replay opens: at what the session began with, its first document, and not at the empty moment before. */
export function openingOf({ seqs, times, documents }: Recording): number {
  const first = documents.find((one) => one.seq === seqs[1])
  if (first === undefined) return 0
  const [begun] = first.updates
  return begun?.origin === 'restore' ? begun.time : (times[1] ?? 0)
}

/** What the session had come to by this entry. */
export function stateAt({ states }: Recording, index: number): SessionState {
  const at = countUpTo(states, (one) => one.index <= index) - 1
  const found = states[at]
  if (found === undefined) throw new RangeError('a recording begins with a state')
  return found.state
}
