import { useEffect, useMemo, useState } from 'react'
import { type Mark, marksOf } from './engine/marks.ts'
import { realPace, skippingPace } from './engine/pace.ts'
import { openingOf, timeOf } from './engine/places.ts'
import { createPlayer, type Player } from './engine/player.ts'
import { cutFilms, type Films } from './films.ts'
import type { Recorded } from './loadRecording.ts'
import { faceOf, useFaces } from './people.ts'
import type { Replaying } from './ReplayContext.ts'

/** Where nothing happens for longer, that is how long it takes while idle time is skipped. */
const longestIdle = 2000

/** All that a replay of this recording needs; undefined until the first render is done. */
export function useReplayState(
  { session, recording, staff }: Recorded,
  { skipping, at }: { readonly skipping: boolean; readonly at: number | undefined },
): Replaying | undefined {
  const [films, setFilms] = useState<Films>()
  const [player, setPlayer] = useState<Player>()
  const pace = useMemo(
    () => (skipping ? skippingPace(recording.activity, longestIdle) : realPace(recording.length)),
    [recording, skipping],
  )
  useEffect(() => {
    const cut = cutFilms(recording)
    setFilms(cut)
    return () => cut.close()
  }, [recording])
  useEffect(() => {
    const made = createPlayer({ pace: realPace(recording.length), nextPicture })
    setPlayer(made)
    return () => made.pause()
  }, [recording])
  useEffect(() => player?.setPace(pace), [player, pace])
  useEffect(() => {
    player?.seek(at === undefined ? openingOf(recording) : timeOf(recording, at))
  }, [player, recording, at])

  const marks = useMemo((): readonly Mark[] => {
    const notes = marksOf(
      staff?.notes ?? [],
      (seq) => timeOf(recording, seq),
      ({ by }) => {
        const person = recording.people.indexOf(by)
        return person === -1 ? null : person
      },
    )
    return [...recording.marks, ...notes].toSorted((one, other) => one.time - other.time)
  }, [recording, staff])
  const faces = useFaces(session, recording.people)
  return useMemo(() => {
    if (films === undefined || player === undefined) return undefined
    const face = (person: number | null) => faceOf(faces, person === null ? null : recording.people[person])
    return { session, recording, films, player, pace, marks, face }
  }, [session, recording, films, player, pace, marks, faces])
}

function nextPicture(show: (now: number) => void): () => void {
  const asked = requestAnimationFrame(show)
  return () => cancelAnimationFrame(asked)
}
