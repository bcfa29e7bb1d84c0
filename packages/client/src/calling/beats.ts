import type { Time } from '../time/time.ts'

export interface BeatsOptions {
  readonly time: Time
  /** Tells the server that this page is there and whether its media is connected. Does not reject. */
  readonly beat: (connected: boolean) => Promise<void>
}

/** What paid time is counted by (C5): heartbeats as long as this page takes part, and one at each change. */
export interface Beats {
  /** `away` while this page takes no part. */
  become(state: 'away' | 'apart' | 'connected'): void
}

const every = 5000

export function createBeats({ time, beat }: BeatsOptions): Beats {
  let state: 'away' | 'apart' | 'connected' = 'away'
  let cancel = () => {}

  function next(): void {
    cancel = time.after(every, next)
    void beat(state === 'connected')
  }

  return {
    become(now) {
      if (now === state) return
      state = now
      cancel()
      // From then on it is another page's to tell, or nobody's.
      if (now !== 'away') next()
    },
  }
}
