import { randomBytes, randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { createLedger, verifyBooks } from '../../../server/src/features/wallet/wallet.testing.ts'
import { buildTown, type Town, withDatabase } from '../servers/town.ts'

/** Cents a minute, and what each caller has: enough that no call ends by itself. */
const rate = 60
const purse = 1_000_000

/** So many callers and as many creators who take calls, signed in, in a data folder of their own. Callers come first. */
export async function buildPairs(pairs: number): Promise<Town> {
  const town = await buildTown({ people: pairs * 2, rooms: [] })
  const creators = town.people.slice(pairs).map(({ user }) => user)
  await withDatabase(town.data, async (database) => {
    const { db } = database
    await sql`UPDATE users SET role = 'creator' WHERE id = ANY(${creators}::uuid[])`.execute(db)
    await sql`
      INSERT INTO creators (user_id, headline, about, schedule, rate, audio, video, available)
      SELECT id, '', '', '', ${rate}, true, true, true FROM unnest(${creators}::uuid[]) AS creator (id)`.execute(
      db,
    )
    const ledger = createLedger({ database, clock: Date.now, random: (count) => randomBytes(count) })
    await Promise.all(
      town.people
        .slice(0, pairs)
        .map(({ user }) =>
          ledger.submit(
            { do: 'transfer', legs: [{ from: 'funding', to: user as never, amount: purse, kind: 'grant' }] },
            { owner: user as never, key: randomUUID() },
          ),
        ),
    )
  })
  return town
}

/** What is wrong with the books after so many calls, all of them over. */
export async function findFaults(data: string, calls: number): Promise<string[]> {
  return withDatabase(data, async ({ db }) => {
    const { findings } = await verifyBooks(db)
    const { rows } = await sql<{
      calls: number
      settled: number
      logged: number
      charged: number
      moved: number
    }>`
      SELECT count(*)::int AS calls, count(settled_at)::int AS settled, coalesce(sum(charge), 0)::bigint AS charged,
        (SELECT count(*)::int FROM call_log) AS logged,
        (SELECT coalesce(sum(amount), 0)::bigint FROM wallet_transfers WHERE kind = 'call') AS moved
      FROM calls`.execute(db)
    const [sums] = rows
    return [
      ...findings.map(({ account, what }) => `${account}: ${what}`),
      ...(sums?.settled === calls && sums.logged === calls && sums.calls === calls
        ? []
        : [`of ${calls} calls ${sums?.settled} are settled and ${sums?.logged} in the log`]),
      ...(sums?.charged === sums?.moved
        ? []
        : [`${sums?.charged} cents were charged and ${sums?.moved} moved`]),
    ]
  })
}
