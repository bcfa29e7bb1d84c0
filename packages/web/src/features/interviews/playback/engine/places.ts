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

/** What the session had come to by this entry. */
export function stateAt({ states }: Recording, index: number): SessionState {
  const at = countUpTo(states, (one) => one.index <= index) - 1
  const found = states[at]
  if (found === undefined) throw new RangeError('a recording begins with a state')
  return found.state
}
