import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import * as z from 'zod'
import { systemClock } from '../clock/clock.ts'
import { silentLog, type TestDatabase, testDatabase } from '../database/testing.ts'
import { createJobs } from './create.ts'
import { defineJob, type Job, type Jobs } from './jobs.ts'

const patient = { timeout: 20_000 }

/** A job that tells what it was given, and fails as often as it is told to. */
function recordingJob(name: string, options: Partial<Pick<Job, 'retries' | 'cron'>> = {}) {
  const words: string[] = []
  let failures = 0
  const job = defineJob({
    name,
    data: z.object({ word: z.string().min(1).default('nothing') }),
    ...options,
    async run({ word }) {
      words.push(word)
      if (failures-- > 0) throw new Error('not yet')
    },
  })
  return {
    job,
    words,
    fail(times: number) {
      failures = times
    },
  }
}

let opened: TestDatabase
let jobs: Jobs
const plain = recordingJob('plain')
const retried = recordingJob('retried', { retries: 2 })
const hopeless = recordingJob('hopeless', { retries: 0 })
const scheduled = recordingJob('scheduled', { cron: '* * * * *' })

beforeAll(async () => {
  opened = await testDatabase()
  jobs = createJobs({ database: opened.database, log: silentLog, clock: systemClock })
  await jobs.start([plain.job, retried.job, hopeless.job, scheduled.job])
})
afterAll(async () => {
  await jobs.stop(5_000)
  await opened.close()
})

describe('a job', () => {
  test('runs once its transaction has committed', async () => {
    const { database } = opened
    plain.words.length = 0
    await database.transaction(async (tx) => {
      await jobs.enqueue(tx, plain.job, { word: 'hello' })
      await sql`SELECT 1`.execute(tx)
      expect(plain.words).toEqual([])
    })
    await vi.waitFor(() => expect(plain.words).toEqual(['hello']), patient)
  })

  test('does not exist if its transaction rolls back', async () => {
    const { database } = opened
    const failed = database.transaction(async (tx) => {
      await jobs.enqueue(tx, plain.job, { word: 'ghost' })
      throw new Error('no')
    })
    await expect(failed).rejects.toThrow('no')
    const { rows } = await sql`SELECT 1 FROM pgboss.job WHERE data->'input'->>'word' = 'ghost'`.execute(
      database.db,
    )
    expect(rows).toEqual([])
  })

  test('enqueued without a transaction runs too', async () => {
    await jobs.enqueue(opened.database.db, plain.job, { word: 'alone' })
    await vi.waitFor(() => expect(plain.words).toContain('alone'), patient)
  })

  // By looking every two seconds alone, two at a time, they would take half a minute.
  test('of many, each runs once and none waits for a poll', async () => {
    plain.words.length = 0
    const words = Array.from({ length: 30 }, (_, index) => `word ${index}`)
    await opened.database.transaction(async (tx) => {
      for (const word of words) await jobs.enqueue(tx, plain.job, { word })
    })
    await vi.waitFor(() => expect(plain.words.toSorted()).toEqual(words.toSorted()), patient)
  })

  test('that is to start later does not run before', async () => {
    const startAfter = Date.now() + 700
    await jobs.enqueue(opened.database.db, plain.job, { word: 'later' }, { startAfter })
    await vi.waitFor(() => expect(plain.words).toContain('later'), patient)
    expect(Date.now()).toBeGreaterThanOrEqual(startAfter)
  })

  test('with data that its schema refuses is not queued', async () => {
    await expect(jobs.enqueue(opened.database.db, plain.job, { word: '' })).rejects.toThrow(z.ZodError)
  })

  test('that is not started on this node cannot be queued', async () => {
    const { job } = recordingJob('unknown')
    await expect(jobs.enqueue(opened.database.db, job, {})).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  })
})

describe('a job that fails', () => {
  test('runs again', async () => {
    retried.fail(2)
    await jobs.enqueue(opened.database.db, retried.job, { word: 'again' })
    await vi.waitFor(() => expect(retried.words).toEqual(['again', 'again', 'again']), patient)
  })

  test('at every try goes to the dead letters', async () => {
    hopeless.fail(1)
    await jobs.enqueue(opened.database.db, hopeless.job, { word: 'lost' })
    await vi.waitFor(async () => {
      const letters = sql`SELECT data FROM pgboss.job WHERE name = 'dead-letters'`
      const { rows } = await letters.execute(opened.database.db)
      expect(rows).toEqual([{ data: { input: { word: 'lost' } } }])
    }, patient)
    expect(hopeless.words).toEqual(['lost'])
  })
})

test('a job with a cron expression is scheduled with its default data', async () => {
  const { rows } = await sql`SELECT name, cron, timezone, data FROM pgboss.schedule`.execute(
    opened.database.db,
  )
  expect(rows).toEqual([{ name: 'scheduled', cron: '* * * * *', timezone: 'UTC', data: { input: {} } }])
})

test('started again with other jobs, it forgets schedules that are gone and keeps the rest', async () => {
  const { database } = opened
  await jobs.stop(5_000)
  jobs = createJobs({ database, log: silentLog, clock: systemClock })
  await jobs.start([plain.job, { ...retried.job, retries: 7 }])
  const { rows } = await sql`SELECT retry_limit FROM pgboss.queue WHERE name = 'retried'`.execute(database.db)
  expect(rows).toEqual([{ retry_limit: 7 }])
  expect((await sql`SELECT name FROM pgboss.schedule`.execute(database.db)).rows).toEqual([])
})

test('O2: stopping waits for the job that is under way', async () => {
  const { database } = opened
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  const { promise: running, resolve: begun } = Promise.withResolvers<void>()
  const slow = defineJob({
    name: 'slow',
    data: z.object({}),
    async run() {
      begun()
      await released
    },
  })
  const other = createJobs({ database, log: silentLog, clock: systemClock })
  await other.start([slow])
  await other.enqueue(database.db, slow, {})
  await running
  const stopped = other.stop(10_000)
  release()
  await stopped
  const { rows } = await sql`SELECT state FROM pgboss.job WHERE name = 'slow'`.execute(database.db)
  expect(rows).toEqual([{ state: 'completed' }])
})
