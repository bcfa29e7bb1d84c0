import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import * as z from 'zod'
import { systemClock } from '../clock/clock.ts'
import { openDatabase } from '../database/open.ts'
import { type PostgresServer, startPostgres } from '../database/postgres.testing.ts'
import { databaseOn, migrationsFolder, silentLog } from '../database/testing.ts'
import { createJobs } from './create.ts'
import { defineJob } from './jobs.ts'

let server: PostgresServer
beforeAll(async () => {
  server = await startPostgres()
})
afterAll(() => server.stop())

function recordingJob() {
  const words: string[] = []
  const job = defineJob({
    name: 'record',
    data: z.object({ word: z.string() }),
    async run({ word }) {
      words.push(word)
    },
  })
  return { job, words }
}

test.each(['kill', 'shutDown'] as const)(
  'O5: jobs go on after PostgreSQL went away by %s and came back',
  async (how) => {
    const { database } = await databaseOn(server.url)
    const { job, words } = recordingJob()
    const warn = vi.fn()
    const jobs = createJobs({ database, log: { ...silentLog, warn }, clock: systemClock })
    await jobs.start([job])
    await jobs.enqueue(database.db, job, { word: 'before' }, { startAfter: Date.now() + 1_500 })
    await server[how]()
    await expect(jobs.enqueue(database.db, job, { word: 'never' })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    })
    const said = [expect.anything(), 'jobs wait for the database']
    await vi.waitFor(() => expect(warn.mock.calls).toContainEqual(said), { timeout: 10_000 })
    await server.restart()
    await vi.waitFor(() => expect(words).toEqual(['before']), { timeout: 15_000 })
    await jobs.enqueue(database.db, job, { word: 'after' })
    await vi.waitFor(() => expect(words).toEqual(['before', 'after']), { timeout: 15_000 })
    await jobs.stop(2_000)
    await database.close()
  },
)

test('jobs of two nodes run once each', async () => {
  const fresh = await databaseOn(server.url)
  const other = await openDatabase({
    url: fresh.url,
    dataFolder: '/tmp',
    poolSize: 4,
    migrationsFolder,
    log: silentLog,
  })
  const nodes = [fresh.database, other].map((database) => {
    const { job, words } = recordingJob()
    return { database, job, words, jobs: createJobs({ database, log: silentLog, clock: systemClock }) }
  })
  await Promise.all(nodes.map(({ jobs, job }) => jobs.start([job])))
  const sent: string[] = []
  for (const [node, { database, job, jobs }] of nodes.entries()) {
    for (let index = 0; index < 20; index++) {
      sent.push(`${node} ${index}`)
      await jobs.enqueue(database.db, job, { word: `${node} ${index}` })
    }
  }
  const done = () => nodes.flatMap(({ words }) => words)
  await vi.waitFor(() => expect(done()).toHaveLength(sent.length), { timeout: 10_000 })
  expect(done().toSorted()).toEqual(sent.toSorted())
  await Promise.all(nodes.map(({ jobs }) => jobs.stop(2_000)))
  const { rows } =
    await sql`SELECT count(*) FROM pgboss.job WHERE state <> 'completed' AND name = 'record'`.execute(
      fresh.database.db,
    )
  expect(rows).toEqual([{ count: 0 }])
  await other.close()
  await fresh.close()
})
