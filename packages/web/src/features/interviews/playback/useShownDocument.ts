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
    const wanted = picked ?? writtenLast(recording, index)
    return documents.some((one) => one.seq === wanted) ? wanted : documents[0]?.seq
  })
  return { shown, following: picked === undefined, pick: setPicked }
}

function writtenLast({ documents }: Recording, index: number): number | undefined {
  let last: { readonly seq: number; readonly index: number } | undefined
  for (const { seq, updates } of documents) {
    const update = updates[countUpTo(updates, (one) => one.index <= index) - 1]
    if (update !== undefined && update.index > (last?.index ?? -1)) last = { seq, index: update.index }
  }
  return last?.seq
}
