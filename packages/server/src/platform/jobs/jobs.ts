import type * as z from 'zod'
import type { Db } from '../database/database.ts'

/** A kind of background work. Its handler must be idempotent: a job that timed out or whose node died runs again. */
export interface Job<Data extends z.ZodType = z.ZodType> {
  readonly name: string
  readonly data: Data
  /** Tries after the first, with exponential back-off from a second; then the job goes to the dead letters. [5] */
  readonly retries?: number
  /** Cron expression (UTC) of a job that runs by itself, once in the cluster. */
  readonly cron?: string
  /**
   * Makes way for what people wait for: on an embedded database's one connection, one at a time, each followed by a rest of as long as it took.
   * [false]
   */
  readonly yields?: boolean
  run(data: z.output<Data>): Promise<void>
}

export interface Jobs {
  /**
   * Queues a job with the transaction of `db`: it exists exactly if that commits.
   *
   * @throws Fault UNAVAILABLE before {@link Jobs.start} was given this job
   */
  enqueue<D extends z.ZodType>(
    db: Db,
    job: Job<D>,
    data: z.input<D>,
    options?: {
      /** Not before this instant, in milliseconds since 1970-01-01 UTC. */
      readonly startAfter?: number
    },
  ): Promise<void>
  /** Begins to work on these. */
  start(jobs: readonly Job[]): Promise<void>
  /** Finishes what is under way, within `milliseconds`. */
  stop(milliseconds: number): Promise<void>
}

export function defineJob<const D extends z.ZodType>(job: Job<D>): Job<D> {
  return job
}
