import { useEffect, useMemo } from 'react'
import { countUpTo, type Film } from './engine/film.ts'
import type { Pace } from './engine/pace.ts'
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
        const { time } = player.get()
        if (direction === 1) {
          const next = changeAfter(films, time)
          if (next !== undefined) player.seek(next)
        } else player.seek(changeBefore(films, time))
      },
      start: () => player.seek(0),
      end: () => player.seek(recording.length),
    }),
    [recording, player, pace, films],
  )
}

/** When a text next changed; undefined where none did. */
function changeAfter(films: readonly Film[], time: number): number | undefined {
  const next = films.flatMap((film) => film.frames[film.countAt(time)]?.time ?? [])
  return next.length === 0 ? undefined : Math.min(...next)
}

/** When the text before the one that is shown came about; 0 where there was none. */
function changeBefore(films: readonly Film[], time: number): number {
  const shown = lastOf(films, (film) => film.countAt(time))
  return lastOf(films, (film) => countUpTo(film.frames, (frame) => frame.time < shown))
}

/** When the newest of so many frames of each film was made. */
function lastOf(films: readonly Film[], countOf: (film: Film) => number): number {
  return Math.max(0, ...films.map((film) => film.frames[countOf(film) - 1]?.time ?? 0))
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
