import { useEffect, useMemo } from 'react'
import type { Film } from './engine/film.ts'
import type { Pace } from './engine/pace.ts'
import { indexAt } from './engine/places.ts'
import type { Player } from './engine/player.ts'
import type { Recording } from './engine/recording.ts'

/** The ways to go through a recording. */
export interface Steps {
  toggle(): void
  /** By so many milliseconds of playing. */
  by(played: number): void
  /** To the next change of the document that is shown, or the one before. */
  change(direction: 1 | -1): void
  start(): void
  end(): void
}

export function useSteps(about: {
  readonly recording: Recording
  readonly player: Player
  readonly pace: Pace
  readonly film: Film | undefined
}): Steps {
  const { recording, player, pace, film } = about
  return useMemo(
    () => ({
      toggle: () => (player.get().playing ? player.pause() : player.play()),
      by: (played) => player.seek(pace.toRecorded(pace.toPlayed(player.get().time) + played)),
      change(direction) {
        player.pause()
        if (film === undefined) return
        const index = indexAt(recording, player.get().time)
        const count = film.countAt(index)
        // All edits of one entry are one change.
        const shown = film.frames[count - 1]?.index ?? -1
        const next = direction === 1 ? film.frames[count] : film.frames[film.countAt(shown - 1) - 1]
        const time = next === undefined ? undefined : recording.times[next.index]
        if (time !== undefined) player.seek(time)
        else if (direction === -1) player.seek(0)
      },
      start: () => player.seek(0),
      end: () => player.seek(recording.length),
    }),
    [recording, player, pace, film],
  )
}

const own = 'input:not([type=checkbox]), textarea, select, [contenteditable=true], [role=dialog]'

/** Space plays and pauses, arrows go 5 seconds, with Shift from change to change, Home and End to the ends. */
export function useReplayKeys(steps: Steps): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { target, key, shiftKey } = event
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
      if (target instanceof Element && target.closest(own) !== null) return
      if (key === ' ' && target instanceof Element && target.closest('button, a, input') !== null) return
      const step = stepOf(key, shiftKey, steps)
      if (step === undefined) return
      event.preventDefault()
      step()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [steps])
}

function stepOf(key: string, shift: boolean, steps: Steps): (() => void) | undefined {
  switch (key) {
    case ' ':
      return steps.toggle
    case 'ArrowLeft':
      return () => (shift ? steps.change(-1) : steps.by(-5000))
    case 'ArrowRight':
      return () => (shift ? steps.change(1) : steps.by(5000))
    case 'Home':
      return steps.start
    case 'End':
      return steps.end
    default:
      return undefined
  }
}
