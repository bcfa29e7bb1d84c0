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
  /** To the next change, or the one before. */
  change(direction: 1 | -1): void
  start(): void
  end(): void
}

export function useSteps(about: {
  readonly recording: Recording
  readonly player: Player
  readonly pace: Pace
  /** The texts whose changes count. */
  readonly films: readonly Film[]
}): Steps {
  const { recording, player, pace, films } = about
  return useMemo(
    () => ({
      toggle: () => (player.get().playing ? player.pause() : player.play()),
      by: (played) => player.seek(pace.toRecorded(pace.toPlayed(player.get().time) + played)),
      change(direction) {
        player.pause()
        const index = indexAt(recording, player.get().time)
        const next =
          direction === 1 ? changeAfter(films, index) : changeBefore(films, changeBefore(films, index + 1))
        const time = recording.times[next]
        if (time !== undefined) player.seek(time)
        else if (direction === -1) player.seek(0)
      },
      start: () => player.seek(0),
      end: () => player.seek(recording.length),
    }),
    [recording, player, pace, films],
  )
}

/** Index of the first entry after this one that changed a text; infinite where none did. */
function changeAfter(films: readonly Film[], index: number): number {
  return Math.min(...films.map((film) => film.frames[film.countAt(index)]?.index ?? Number.POSITIVE_INFINITY))
}

/** Index of the last entry before this one that changed a text; -1 where none did. */
function changeBefore(films: readonly Film[], index: number): number {
  return Math.max(-1, ...films.map((film) => film.frames[film.countAt(index - 1) - 1]?.index ?? -1))
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
