import { type AnalysisSettings, createAnalysis } from '../analysis/analysis.ts'
import { type Audience, generate, plant } from './generator.ts'

/** How well analysis found what was planted (E8). */
export interface Score {
  readonly events: number
  readonly planted: number
  /** Moments that analysis told as final. */
  readonly found: number
  /** Of those, how many were planted. */
  readonly right: number
  /** right / found and right / planted; 1 where there was nothing to be wrong about. */
  readonly precision: number
  readonly recall: number
}

/** Runs an audience through analysis. */
export function score(audience: Audience, settings: AnalysisSettings): Score {
  const analysis = createAnalysis(settings)
  const planted = new Set(plant(audience).map(({ start, emote }) => `${start} ${emote}`))
  const found = new Set<string>()
  let events = 0
  const note = (findings: ReturnType<typeof analysis.add>) => {
    for (const finding of findings)
      if (finding.kind === 'final') found.add(`${finding.start} ${finding.emote}`)
  }
  for (const event of generate(audience)) {
    events += 1
    note(analysis.add(event))
  }
  note(analysis.advance(Number.MAX_SAFE_INTEGER))
  const right = [...found].filter((one) => planted.has(one)).length
  return {
    ...{ events, right },
    ...{ planted: planted.size, found: found.size },
    precision: found.size === 0 ? 1 : right / found.size,
    recall: planted.size === 0 ? 1 : right / planted.size,
  }
}
