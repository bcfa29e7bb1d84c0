import { Fault, type UserId } from '@stoa/contract/http'
import type { StatementLine, TransferKind } from '@stoa/contract/wallet'
import { sql } from 'kysely'
import type { Db } from '../../../platform/database/database.ts'
import { isHouseAccount } from '../ledger/parties.ts'

interface Row {
  readonly line: number
  readonly id: string
  readonly at: number
  readonly kind: TransferKind
  readonly amount: number
  readonly balance: number
  readonly other: UserId
  readonly note: string
  readonly reverses: string | null
}

/** Movements of an account as it sees them, newest first. `next` is where the page after it begins. */
export async function readStatement(
  db: Db,
  asked: { readonly user: UserId; readonly before?: string | undefined; readonly limit: number },
): Promise<{ lines: StatementLine[]; next: string | null }> {
  const { user, limit } = asked
  const before = asked.before === undefined ? Number.MAX_SAFE_INTEGER : lineOf(asked.before)
  const rows = await readSides(db, {
    user,
    range: sql`< ${before}`,
    order: sql`DESC`,
    limit: limit + 1,
  })
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    lines: page.map(toLine),
    next: rows.length > limit && last !== undefined ? String(last.line) : null,
  }
}

/** All movements, oldest first, some thousand at a time. */
export async function* walkStatement(
  db: Db,
  user: UserId,
  pageSize = 2_000,
): AsyncGenerator<StatementLine[]> {
  for (let after = 0; ; ) {
    const rows = await readSides(db, { user, range: sql`> ${after}`, order: sql`ASC`, limit: pageSize })
    const last = rows.at(-1)
    if (last === undefined) return
    yield rows.map(toLine)
    after = last.line
  }
}

/** Each side is read along its own index. */
async function readSides(
  db: Db,
  {
    user,
    range,
    order,
    limit,
  }: {
    readonly user: UserId
    readonly range: ReturnType<typeof sql>
    readonly order: ReturnType<typeof sql>
    readonly limit: number
  },
): Promise<Row[]> {
  const { rows } = await sql<Row>`
    SELECT * FROM (
      (SELECT debit_line AS line, id, at, kind, -amount AS amount, debit_balance AS balance, credit AS other, note, reverses
       FROM wallet_transfers WHERE debit = ${user} AND debit_line ${range} ORDER BY debit_line ${order} LIMIT ${limit})
      UNION ALL
      (SELECT credit_line, id, at, kind, amount, credit_balance, debit, note, reverses
       FROM wallet_transfers WHERE credit = ${user} AND credit_line ${range} ORDER BY credit_line ${order} LIMIT ${limit})
    ) AS sides ORDER BY line ${order} LIMIT ${limit}`.execute(db)
  return rows
}

function toLine({ id, at, kind, amount, balance, other, note, reverses }: Row): StatementLine {
  return { id, at, kind, amount, balance, with: isHouseAccount(other) ? null : other, note, reverses }
}

function lineOf(text: string): number {
  const line = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
  if (Number.isNaN(line)) throw new Fault('BAD_REQUEST', '`before` is no place in a statement.')
  return line
}
