import { afterAll, beforeAll } from 'vitest'
import { type PostgresServer, startPostgres } from '../../platform/database/postgres.testing.ts'
import { databaseOn } from '../../platform/database/testing.ts'
import { testCalls } from './calls.testing.ts'
import { manyCallersTest } from './start.testing.ts'

let postgres: PostgresServer
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres.stop())

manyCallersTest(async () => testCalls(await databaseOn(postgres.url)))
