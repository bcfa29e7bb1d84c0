import { useState } from 'react'
import { countUpTo } from './engine/film.ts'
import { indexAt, stateAt } from './engine/places.ts'
import type { Player } from './engine/player.ts'
import type { Recording } from './engine/recording.ts'
import { useMoment } from './useMoment.ts'

/** Which document is shown: the one that was written in last while the writing is followed, else the one that was picked. */
export function useShownDocument(recording: Recording, player: Player) {
  const [picked, setPicked] = useState<number>()
  const shown = useMoment(player, ({ time }) => {
    const index = indexAt(recording, time)
    const { documents } = stateAt(recording, index)
    const wanted = picked ?? writtenLast(recording, time)
    return documents.some((one) => one.seq === wanted) ? wanted : documents[0]?.seq
  })
  return { shown, following: picked === undefined, pick: setPicked }
}

function writtenLast({ documents }: Recording, time: number): number | undefined {
  let last: { readonly seq: number; readonly time: number } | undefined
  for (const { seq, steps } of documents) {
    const step = steps[countUpTo(steps, (one) => one.time <= time) - 1]
    if (step !== undefined && step.time > (last?.time ?? -1)) last = { seq, time: step.time }
  }
  return last?.seq
}
