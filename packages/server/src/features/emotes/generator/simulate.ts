import { defaultEmotes } from '@stoa/contract/emotes'
import { usualSignificance } from '../analysis/significance.ts'
import { type Score, score } from './score.ts'

export interface SimulationOptions {
  /** Emotes a second; one run for each. */
  readonly rates: readonly number[]
  readonly minutes: number
  readonly viewers: number
  readonly moments: number
  readonly seed: number
}

const headings = ['rate', 'emotes', 'planted', 'found', 'right', 'precision', 'recall']

/** `stoa simulate emotes`: audiences with planted moments through analysis, as the server runs it by default (E8). */
export function runSimulation(
  { rates, ...audience }: SimulationOptions,
  write: (line: string) => void,
): void {
  const { minutes, viewers, moments, seed } = audience
  write(`${minutes} minutes, ${viewers} viewers, ${moments} planted moments, seed ${seed}`)
  write(row(headings))
  for (const rate of rates) {
    const allowedEmotes = [...defaultEmotes]
    const one = score(
      { ...audience, rate, emotes: allowedEmotes, start: 0 },
      { ...usualSignificance, interval: 30, allowedEmotes },
    )
    write(row([`${rate}/s`, ...cells(one)]))
  }
}

function cells({ events, planted, found, right, precision, recall }: Score): string[] {
  return [events, planted, found, right].map(String).concat([precision, recall].map((one) => one.toFixed(3)))
}

const row = (texts: readonly string[]) =>
  texts
    .map((text) => text.padStart(10))
    .join('')
    .trimEnd()
