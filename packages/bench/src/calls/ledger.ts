import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync, globSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { sql } from 'kysely'
import { createLedger, type Ledger, verifyBooks } from '../../../server/src/features/wallet/wallet.testing.ts'
import { startPostgres } from '../../../server/src/platform/database/postgres.testing.ts'
import {
  migratedFolder,
  migrationsFolder,
  type OpenDatabase,
  openDatabase,
  silentLog,
  temporaryFolder,
} from '../../../server/src/platform/database/testing.ts'
import { alternate, type Context, mustBeFlawless } from '../frame/bench.ts'
import { seeded } from '../frame/seeded.ts'
import { exponentOf, figure, spreadOf, told } from '../frame/spread.ts'
import { preparePlain, transferPlainly, verifyPlain } from './plain.ts'
import { drive, foundTown, type Move, nextMove, type Town } from './traffic.ts'

/**
 * How many transfers are asked for at the same time, as by so many requests. Those of the peer wait for one of a few connections: with
 * more of them its pool would refuse, and none would be sooner done.
 */
const width = { stoa: 2_000, peer: 200 }
const rounds = 4
/** Enough that nobody runs out. */
const purse = 1_000_000_000

/** The ledger's half: transfers a second, on the embedded database and on PostgreSQL where the machine has one. */
export async function measureLedger(context: Context): Promise<Record<string, string>> {
  const figures = await onEmbedded((database) => compare(database, 'embedded', context))
  if (globSync('/usr/lib/postgresql/*/bin/postgres').length === 0 && !existsSync('/usr/bin/postgres'))
    return figures
  return { ...figures, ...(await onPostgres((database) => compare(database, 'PostgreSQL', context))) }
}

async function compare(
  database: OpenDatabase,
  engine: string,
  { quick, say }: Context,
): Promise<Record<string, string>> {
  const town = foundTown()
  const ledger = createLedger({ database, clock: Date.now, random: (count) => randomBytes(count) })
  await fund(ledger, database, town)
  await preparePlain(database, town)
  // The peer does fewer: what is compared is how many a second.
  const counts = { stoa: (quick ? 20_000 : 1_000_000) / rounds, peer: (quick ? 4_000 : 40_000) / rounds }
  const carryOut = {
    stoa: (move: Move) => transfer(ledger, move),
    peer: (move: Move) => transferPlainly(database, move),
  }
  const seconds = await alternate(['stoa', 'peer'], rounds, async (side, round) => {
    const random = seeded(round + 1)
    const took = await drive({
      count: counts[side],
      width: width[side],
      next: () => nextMove(town, random),
      carryOut: carryOut[side],
    })
    say(`  ${engine}, ${side}: ${figure(counts[side] / took)} transfers/s`)
    return took
  })
  const { lines, findings } = await verifyBooks(database.db)
  const transfers = counts.stoa * rounds + town.payers.length
  mustBeFlawless([
    ...findings.map(({ account, what }) => `${account}: ${what}`),
    ...(lines === 2 * transfers ? [] : [`${transfers} transfers were made and ${lines / 2} are there`]),
    ...(await verifyPlain(database, {
      transfers: counts.peer * rounds,
      coins: purse * town.payers.length,
    })),
  ])
  const rate = (side: 'stoa' | 'peer') => spreadOf(seconds[side].map((took) => counts[side] / took))
  const ratios = seconds.stoa.map(
    (took, round) => counts.stoa / took / (counts.peer / (seconds.peer[round] ?? Number.NaN)),
  )
  const growth = seconds.stoa.map((_, round) => ({
    work: (round + 1) * counts.stoa,
    cost: seconds.stoa.slice(0, round + 1).reduce((sum, took) => sum + took, 0),
  }))
  return {
    [`${engine} transfers/s`]: told(rate('stoa')),
    [`${engine} one a transaction`]: told(rate('peer')),
    [`${engine} ratio`]: told(spreadOf(ratios), '×'),
    [`${engine} growth exponent`]: figure(exponentOf(growth)),
  }
}

const transfer = (ledger: Ledger, { from, to, amount, key }: Move) =>
  ledger.submit({ do: 'transfer', legs: [{ from, to, amount, kind: 'call' }] }, { owner: from, key })

async function fund(ledger: Ledger, database: OpenDatabase, { payers, favourites }: Town): Promise<void> {
  await sql`
    INSERT INTO users (id, email, name, name_folded, role, created_at)
    SELECT id, id || '@example.org', 'Somebody', 'somebody', 'user', 0
    FROM unnest(${[...payers, ...favourites]}::uuid[]) AS id`.execute(database.db)
  await Promise.all(
    payers.map((user) =>
      ledger.submit(
        { do: 'transfer', legs: [{ from: 'funding', to: user, amount: purse, kind: 'grant' }] },
        { owner: user, key: randomUUID() },
      ),
    ),
  )
}

async function onEmbedded<T>(work: (database: OpenDatabase) => Promise<T>): Promise<T> {
  const dataFolder = await migratedFolder()
  try {
    return await using({ dataFolder }, work)
  } finally {
    await rm(dataFolder, { recursive: true, force: true })
  }
}

async function onPostgres<T>(work: (database: OpenDatabase) => Promise<T>): Promise<T> {
  const server = await startPostgres({ fsync: true })
  try {
    return await using({ url: server.url, dataFolder: temporaryFolder() }, work)
  } finally {
    await server.stop()
  }
}

/** With fsync: what is answered is durable. */
async function using<T>(
  where: { readonly dataFolder: string; readonly url?: string },
  work: (database: OpenDatabase) => Promise<T>,
): Promise<T> {
  const database = await openDatabase({ ...where, poolSize: 10, migrationsFolder, log: silentLog })
  try {
    return await work(database)
  } finally {
    await database.close()
  }
}
