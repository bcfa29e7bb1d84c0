import type { Time } from '../time/time.ts'

export interface RestartsOptions {
  readonly time: Time
  /** Milliseconds that the other side is given to begin. */
  readonly head: number
  readonly isWell: () => boolean
  /** Does not reject. `attempt` counts from 0 since it was last well. */
  readonly restart: (attempt: number) => Promise<void>
}

/** When a connection that is not well is begun anew (ICE restart, C4). */
export interface Restarts {
  /** It is being made. */
  expect(): void
  well(): void
  ill(how: 'disconnected' | 'failed'): void
  now(): void
  stop(): void
}

/** Milliseconds: a connection often mends itself after a moment; making one through a relay takes a while. */
const mends = 2000
const takes = 8000

export function createRestarts({ time, head, isWell, restart }: RestartsOptions): Restarts {
  let cancel = () => {}
  let alive = false
  let attempts = 0

  function after(milliseconds: number): void {
    cancel()
    cancel = time.after(milliseconds, () => {
      if (!isWell()) begin()
    })
  }

  function begin(): void {
    if (!alive) return
    after(takes + head)
    void restart(attempts)
    attempts += 1
  }

  return {
    expect() {
      alive = true
      attempts = 0
      after(takes + head)
    },
    well() {
      attempts = 0
      cancel()
    },
    ill: (how) => after((how === 'failed' ? 0 : mends) + head),
    now: begin,
    stop() {
      alive = false
      cancel()
    },
  }
}
