import type { BoundRoute } from './http/handler.ts'
import type { Job } from './jobs/jobs.ts'

/** What a feature or the kernel gives to the process besides its own functions. */
export interface Parts {
  readonly routes: readonly BoundRoute[]
  readonly jobs: readonly Job[]
  /** Begins background work; returns how to end it. */
  start?(): Promise<() => Promise<void>>
}
