import { sql } from 'kysely'
import type { OpenDatabase } from '../../../server/src/platform/database/testing.ts'
import type { Move, Town } from './traffic.ts'

/**
 * The peer: double entry the way most servers have it, one transaction a transfer, with a unique key so that a retry is harmless and
 * an index for each side's statement. It keeps no balance after each line.
 */
export async function preparePlain(database: OpenDatabase, town: Town): Promise<void> {
  await database.execute(`
    CREATE TABLE plain_accounts (id text PRIMARY KEY, balance bigint NOT NULL CHECK (id = 'fees' OR balance >= 0)) WITH (fillfactor = 50);
    CREATE TABLE plain_transfers (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, key uuid NOT NULL UNIQUE, at bigint NOT NULL,
      debit text NOT NULL, credit text NOT NULL, amount bigint NOT NULL);
    CREATE INDEX ON plain_transfers (debit, id);
    CREATE INDEX ON plain_transfers (credit, id)`)
  await sql`
    INSERT INTO plain_accounts SELECT id, 1000000000 FROM unnest(${town.payers}::text[]) AS id
    UNION ALL SELECT id, 0 FROM unnest(${[...town.favourites, 'fees']}::text[]) AS id`.execute(database.db)
}

/** Whoever pays is always locked before whoever is paid, so that no two wait for each other. */
export async function transferPlainly(
  database: OpenDatabase,
  { from, to, amount, key }: Move,
): Promise<void> {
  await database.transaction(async (tx) => {
    await sql`UPDATE plain_accounts SET balance = balance - ${amount} WHERE id = ${from}`.execute(tx)
    await sql`UPDATE plain_accounts SET balance = balance + ${amount} WHERE id = ${to}`.execute(tx)
    await sql`
      INSERT INTO plain_transfers (key, at, debit, credit, amount) VALUES (${key}, ${Date.now()}, ${from}, ${to}, ${amount})`.execute(
      tx,
    )
  })
}

/** What is wrong with the peer's books. */
export async function verifyPlain(
  database: OpenDatabase,
  expected: { readonly transfers: number; readonly coins: number },
): Promise<string[]> {
  const { rows } = await database.execute<{ transfers: number; coins: number }>(
    `SELECT (SELECT count(*) FROM plain_transfers) AS transfers, (SELECT sum(balance) FROM plain_accounts)::bigint AS coins`,
  )
  const [found] = rows
  return found?.transfers === expected.transfers && found.coins === expected.coins
    ? []
    : [`the peer should have ${JSON.stringify(expected)} and has ${JSON.stringify(found)}`]
}
