import { setTimeout as delay } from 'node:timers/promises'
import { Fault } from '@stoa/contract/http'
import { CompiledQuery } from 'kysely'
import { type ConnectionOptions, PgBoss } from 'pg-boss'
import type { Clock } from '../clock/clock.ts'
import type { Db, Log } from '../database/database.ts'
import type { OpenDatabase } from '../database/open.ts'
import type { Job, Jobs } from './jobs.ts'
import { prepareQueues, prepareSchedules } from './queues.ts'
import { unwrap, wrap } from './wrapped.ts'

/** How many jobs of one kind run at once on a node. */
const CONCURRENCY = 2
/** How often a worker looks for jobs that nobody on this node told it of, in seconds. */
const POLL = 2
/** Complaints about a database that is away are the same each time: one in so many milliseconds is enough. */
const COMPLAIN_EVERY = 30_000

/** The longest rest after a job that yields, in milliseconds. */
const MOST_REST = 1_000

export interface JobsOptions {
  readonly database: OpenDatabase
  readonly log: Log
  readonly clock: Clock
}

/** Background jobs in the database itself, by pg-boss. */
export function createJobs({ database, log, clock }: JobsOptions): Jobs {
  const execute = database.embedded ? inTurn(database.execute) : database.execute
  const boss = new PgBoss({
    db: { executeSql: (text, values) => execute(text, values) },
    backend: database.embedded ? 'pglite' : 'postgres',
    // Done jobs carry what users wrote; pg-boss would keep them for a day after they may go.
    maintenanceIntervalSeconds: 600,
    // Each of these writes to the disk, and none does anything for us in between.
    flowIntervalSeconds: 3600,
    bamIntervalSeconds: 600,
    cronWorkerIntervalSeconds: 15,
    monitorVacuum: false,
  })
  /** The workers of each job, by its name; empty until it was started. */
  const workers = new Map<string, string[]>()
  const timers = new Set<NodeJS.Timeout>()
  let complained = Number.NEGATIVE_INFINITY

  boss.on('error', (error) => {
    if (!('code' in error && error.code === 'UNAVAILABLE')) {
      log.error({ err: error }, 'jobs failed')
      return
    }
    if (clock() - complained < COMPLAIN_EVERY) return
    complained = clock()
    log.warn({ err: error }, 'jobs wait for the database')
  })
  boss.on('warning', (warning) => log.warn({ warning }, 'jobs have a warning'))

  function wake(name: string): void {
    for (const worker of workers.get(name) ?? []) boss.notifyWorker(worker)
  }

  function wakeAt(name: string, instant: number): void {
    const wait = instant - clock()
    // Polling is soon enough for what is far off.
    if (wait > 60_000) return
    const timer = setTimeout(
      () => {
        timers.delete(timer)
        wake(name)
      },
      Math.max(0, wait),
    )
    timers.add(timer)
  }

  async function work(job: Job): Promise<void> {
    const ids: string[] = []
    workers.set(job.name, ids)
    const width = job.yields === true && database.embedded ? 1 : CONCURRENCY
    for (let index = 0; index < width; index++) {
      const id = await boss.work<unknown>(job.name, { pollingIntervalSeconds: POLL }, async ([received]) => {
        // Where there was one there may be more: look again at once instead of after the poll.
        wake(job.name)
        await run(job, received?.data)
      })
      ids.push(id)
    }
  }

  async function run(job: Job, data: unknown): Promise<void> {
    try {
      const began = performance.now()
      await job.run(job.data.parse(unwrap(data)))
      if (job.yields === true && database.embedded)
        await delay(Math.min(MOST_REST, performance.now() - began))
    } catch (error) {
      log.warn({ err: error, job: job.name }, 'a job failed')
      throw error
    }
  }

  return {
    async enqueue(db, job, data, { startAfter = 0 } = {}) {
      if (!workers.has(job.name)) throw new Fault('UNAVAILABLE', 'Background jobs have not started yet.')
      // Kept as given: what a transform made of it might not pass the schema again.
      job.data.parse(data)
      const options = startAfter > 0 ? { startAfter: new Date(startAfter) } : {}
      await boss.send(job.name, wrap(data), { ...options, db: within(db) })
      database.afterCommit(db, () => wakeAt(job.name, startAfter))
    },

    async start(jobs) {
      await boss.start()
      await prepareQueues(boss, jobs)
      await prepareSchedules(boss, jobs)
      for (const job of jobs) await work(job)
    },

    async stop(milliseconds) {
      for (const timer of timers) clearTimeout(timer)
      timers.clear()
      workers.clear()
      try {
        await boss.stop({ timeout: milliseconds, close: false })
      } catch (error) {
        // The database is away: what was under way runs again once it is missed.
        log.warn({ err: error }, 'jobs could not be handed back')
      }
    },
  }
}

/**
 * One after the other: all workers look for jobs in the same moment, and on an embedded database's one connection a send would wait
 * until the last of them had looked.
 */
function inTurn(execute: OpenDatabase['execute']): OpenDatabase['execute'] {
  let turn: Promise<unknown> = Promise.resolve()
  return (...query) => {
    const done = turn.then(() => execute<never>(...query))
    turn = done.catch(() => undefined)
    return done
  }
}

/** pg-boss's way into the transaction of the caller. */
function within(db: Db): NonNullable<ConnectionOptions['db']> {
  return {
    async executeSql(text, values = []) {
      const { rows } = await db.executeQuery(CompiledQuery.raw(text, values))
      return { rows }
    },
  }
}
