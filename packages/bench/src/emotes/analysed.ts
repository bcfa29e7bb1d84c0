import {
  type Analysis,
  createAnalysis,
  usualSignificance,
} from '../../../server/src/features/emotes/analysis/analysis.testing.ts'
import type { Counting } from './plain.ts'

/** Stoa's: an analysis for each stream, with baselines and grace, as the runner feeds it. */
export function analysedCounting(allowedEmotes: readonly string[]): Counting {
  const settings = { ...usualSignificance, interval: 30, allowedEmotes }
  const streams = new Map<string, Analysis>()
  const closed = new Map<string, number>()

  function note(stream: string, findings: ReturnType<Analysis['add']>): void {
    for (const finding of findings)
      if (finding.kind === 'closed')
        for (const [emote, count] of Object.entries(finding.counts))
          closed.set(`${stream}/${finding.start}/${emote}`, count)
  }

  return {
    add(event) {
      let analysis = streams.get(event.stream)
      if (analysis === undefined) {
        analysis = createAnalysis(settings)
        streams.set(event.stream, analysis)
      }
      const findings = analysis.add(event)
      if (findings.length > 0) note(event.stream, findings)
    },
    end() {
      for (const [stream, analysis] of streams) note(stream, analysis.advance(Number.MAX_SAFE_INTEGER))
      return closed
    },
  }
}
