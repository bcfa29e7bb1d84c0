import type { LiveMoment, MinuteCounts } from '@stoa/client/streaming'
import { positionOf, type Recording } from '@stoa/contract/streams'

/** A moment as a place in a recording. */
export interface Chapter {
  readonly moment: LiveMoment
  /** Seconds into the recording. */
  readonly position: number
}

type Parts = Pick<Recording, 'parts'>

/** The moments that are on the recording, by where they are. */
export function chaptersOf(recording: Parts, moments: readonly LiveMoment[]): readonly Chapter[] {
  return moments
    .flatMap((moment) => {
      const position = positionIn(recording, moment.start, moment.end)
      return position === null ? [] : [{ moment, position }]
    })
    .toSorted((one, other) => one.position - other.position)
}

/** The minutes that are on the recording, by where they begin in it. */
export function minutesIn(
  recording: Parts,
  minutes: readonly MinuteCounts[],
): readonly (MinuteCounts & { readonly position: number })[] {
  return minutes.flatMap((minute) => {
    const position = positionIn(recording, minute.at, minute.at + 60_000)
    return position === null ? [] : [{ ...minute, position }]
  })
}

/** Where a stretch of time begins; one that began before the recording, with it. */
function positionIn(recording: Parts, from: number, to: number): number | null {
  const begin = recording.parts[0]?.startedAt
  if (begin === undefined) return null
  return positionOf(recording, from < begin && to > begin ? begin : from)
}
