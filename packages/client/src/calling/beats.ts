import type { Time } from '../time/time.ts'

export interface BeatsOptions {
  readonly time: Time
  /** Tells the server whether media is connected here. Does not reject. */
  readonly beat: (connected: boolean) => Promise<void>
}

/** What paid time is counted by: heartbeats while media is connected on this page, and one that says it is not any more (C5). */
export interface Beats {
  connected(connected: boolean): void
  stop(): void
}

const every = 5000

export function createBeats({ time, beat }: BeatsOptions): Beats {
  let connected = false
  let cancel = () => {}

  function next(): void {
    cancel = time.after(every, next)
    void beat(true)
  }

  return {
    connected(now) {
      if (now === connected) return
      connected = now
      cancel()
      if (now) next()
      else void beat(false)
    },
    stop() {
      connected = false
      cancel()
    },
  }
}
