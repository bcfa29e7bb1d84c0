import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Fault } from '@stoa/contract/http'
import { Kysely } from 'kysely'
import type pg from 'pg'
import type { Db } from '../../../platform/database/database.ts'
import { createDialect } from '../../../platform/database/driver.ts'
import { openEmbedded } from '../../../platform/database/embedded/embedded.ts'
import { createPool } from '../../../platform/database/pool.ts'
import { createLog } from '../../../platform/telemetry/log.ts'
import { type Verified, verifyBooks } from './verify.ts'

export interface VerifyOptions {
  readonly databaseUrl?: string | undefined
  /** The data folder, where there is no `databaseUrl`. */
  readonly data: string
  readonly write: (line: string) => void
}

/** `stoa wallet verify`: says what it found, and whether the books are right (W8). A server may be at work on them. */
export async function runVerify({ databaseUrl, data, write }: VerifyOptions): Promise<boolean> {
  const { accounts, lines, findings } =
    databaseUrl === undefined
      ? await verifyFolder(data)
      : await verifyAt({ connectionString: databaseUrl }).catch(explain)
  for (const { account, what } of findings) write(account === null ? what : `account ${account}: ${what}`)
  // Each transfer is a line of two accounts.
  const scope = `accounts: ${accounts}, transfers: ${lines / 2}`
  write(findings.length === 0 ? `the books are right (${scope})` : `the books are WRONG (${scope})`)
  return findings.length === 0
}

async function verifyFolder(data: string): Promise<Verified> {
  if (!existsSync(join(data, 'database')))
    throw new Fault('NOT_FOUND', `There is no database in ${data}; name its folder by --data.`)
  const log = createLog({ logLevel: 'error', logFormat: 'json' }, process.stderr)
  const embedded = await openEmbedded({ dataFolder: data, fsync: true, log }).catch((error: unknown) => {
    if (error instanceof Fault && error.code === 'CONFLICT') return null
    throw error
  })
  if (embedded === null) return verifyRunning(data).catch(explain)
  try {
    return await verifyAt(embedded.connection).catch(explain)
  } finally {
    await embedded.close()
  }
}

/** Through the socket that the running server has for psql. */
async function verifyRunning(data: string): Promise<Verified> {
  if (!existsSync(join(data, '.s.PGSQL.5432')))
    throw new Fault(
      'CONFLICT',
      `A server is running on ${data} and its database listens elsewhere, as that folder's name is too long for a socket: stop the server first.`,
    )
  return verifyAt({ host: data, port: 5432, user: 'postgres', database: 'postgres' })
}

async function verifyAt(connection: pg.ClientConfig): Promise<Verified> {
  const log = createLog({ logLevel: 'error', logFormat: 'json' }, process.stderr)
  const db: Db = new Kysely<object>({ dialect: createDialect(createPool({ connection, size: 1, log })) })
  try {
    return await verifyBooks(db)
  } finally {
    await db.destroy()
  }
}

function explain(error: unknown): never {
  if (error instanceof Error && 'code' in error && error.code === '42P01')
    throw new Fault('NOT_FOUND', 'This database has no wallet yet: start the server once, which adds it.')
  if (error instanceof Fault && error.cause instanceof Error)
    throw new Fault(
      'UNAVAILABLE',
      `The database cannot be used: ${error.cause.message || String(error.cause)}`,
      {
        cause: error,
      },
    )
  throw error
}
