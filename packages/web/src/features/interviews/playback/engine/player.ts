import type { Store } from '@stoa/client'
import type { Pace } from './pace.ts'

export const speeds = [0.5, 1, 2, 4, 8, 16] as const
export type Speed = (typeof speeds)[number]

export interface Playing {
  /** Recorded time that is shown, in milliseconds since the beginning. */
  readonly time: number
  readonly playing: boolean
  readonly speed: Speed
}

export interface Player extends Store<Playing> {
  /** From the beginning where it is at the end. */
  play(): void
  pause(): void
  seek(time: number): void
  setSpeed(speed: Speed): void
  setPace(pace: Pace): void
}

/** When the next picture is due; gives how to call that off. */
export type NextPicture = (show: (now: number) => void) => () => void

/** Lets recorded time pass, a picture at a time. */
export function createPlayer(about: { readonly pace: Pace; readonly nextPicture: NextPicture }): Player {
  const listeners = new Set<() => void>()
  let { pace } = about
  let state: Playing = { time: 0, playing: false, speed: 1 }
  let callOff = (): void => {}

  function set(change: Partial<Playing>): void {
    state = { ...state, ...change }
    for (const listener of listeners) listener()
  }

  function wait(before: number | undefined): void {
    callOff = about.nextPicture((now) => {
      const passed = before === undefined ? 0 : Math.max(0, now - before) * state.speed
      const played = pace.toPlayed(state.time) + passed
      const ended = played >= pace.length
      set({ time: pace.toRecorded(Math.min(played, pace.length)), playing: !ended })
      if (!ended) wait(now)
    })
  }

  return {
    get: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    play() {
      if (state.playing) return
      const ended = pace.toPlayed(state.time) >= pace.length
      set({ playing: true, time: ended ? pace.toRecorded(0) : state.time })
      wait(undefined)
    },
    pause() {
      callOff()
      if (state.playing) set({ playing: false })
    },
    seek: (time) => set({ time: Math.min(Math.max(0, time), pace.toRecorded(pace.length)) }),
    setSpeed: (speed) => set({ speed }),
    setPace(next) {
      pace = next
    },
  }
}
