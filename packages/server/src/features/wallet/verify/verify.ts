import { sql } from 'kysely'
import type { Db } from '../../../platform/database/database.ts'

/** Something in the books that is not as the transfers say. */
export interface Finding {
  /** Null where it is about all of them. */
  readonly account: string | null
  readonly what: string
}

export interface Verified {
  readonly accounts: number
  readonly lines: number
  readonly findings: readonly Finding[]
}

/** Accounts read at once, and lines of accounts checked at once: no query takes long, whatever there is. */
const atOnce = { accounts: 1_000, lines: 20_000 }
/** More would not help anybody. */
const mostFindings = 1_000

interface AccountRow {
  readonly id: string
  readonly demo: boolean
  readonly balance: number
  readonly held: number
  readonly lines: number
  readonly open: number
  /** There are transfers beyond its last line. */
  readonly more: boolean
}

/**
 * Recomputes every balance from the transfers, every line after line, and what is held from the open holds (W8). Each account is
 * compared with its own transfers up to the moment it is read, so a server may be at work meanwhile.
 */
export async function verifyBooks(
  db: Db,
  { accounts: pageSize, lines: partSize } = atOnce,
): Promise<Verified> {
  const findings = [...(await verifySums(db)), ...(await verifyReversals(db))]
  let [accounts, lines] = [0, 0]
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const page = await readAccounts(db, after, pageSize)
    const last = page.at(-1)
    if (last === undefined) break
    for (const account of page)
      if (account.held !== account.open)
        findings.push({
          account: account.id,
          what: `${account.held} are held, its open holds are ${account.open}`,
        })
    for (const account of page.filter(({ more }) => more))
      findings.push({ account: account.id, what: `it has transfers beyond its last line, ${account.lines}` })
    for (const part of partsOf(page, partSize)) findings.push(...(await verifyLines(db, part)))
    accounts += page.length
    lines += page.reduce((sum, account) => sum + account.lines, 0)
    after = last.id
    if (findings.length >= mostFindings) break
  }
  return { accounts, lines, findings: findings.slice(0, mostFindings) }
}

/** W2, for real and for demo coins. */
async function verifySums(db: Db): Promise<Finding[]> {
  const { rows } = await sql<{ demo: boolean; sum: string }>`
    SELECT demo, sum(balance)::text AS sum FROM wallet_accounts GROUP BY demo HAVING sum(balance) <> 0`.execute(
    db,
  )
  return rows.map(({ demo, sum }) => ({
    account: null,
    what: `the balances of all ${demo ? 'demo' : 'real'} accounts sum to ${sum}, not 0`,
  }))
}

/** W3: a reversal is its transfer the other way round. */
async function verifyReversals(db: Db): Promise<Finding[]> {
  const { rows } = await sql<{ id: string; debit: string }>`
    SELECT r.id, r.debit FROM wallet_transfers r LEFT JOIN wallet_transfers t ON t.id = r.reverses
    WHERE r.reverses IS NOT NULL
      AND (t.debit, t.credit, t.amount) IS DISTINCT FROM (r.credit, r.debit, r.amount) LIMIT 100`.execute(db)
  return rows.map(({ id, debit }) => ({
    account: debit,
    what: `the transfer ${id} does not take back what it names`,
  }))
}

/** In one snapshot with what their open holds sum to, and whether there are transfers that they do not know. */
async function readAccounts(db: Db, after: string, most: number): Promise<AccountRow[]> {
  const { rows } = await sql<AccountRow>`
    SELECT a.id, a.demo, a.balance, a.held, a.lines, coalesce(h.open, 0)::bigint AS open,
      EXISTS (SELECT 1 FROM wallet_transfers WHERE debit = a.id AND debit_line > a.lines)
        OR EXISTS (SELECT 1 FROM wallet_transfers WHERE credit = a.id AND credit_line > a.lines) AS more
    FROM (SELECT * FROM wallet_accounts WHERE id > ${after} ORDER BY id LIMIT ${most}) a
    LEFT JOIN LATERAL (
      SELECT sum(amount) AS open FROM wallet_holds WHERE account = a.id AND state = 'open'
    ) h ON true ORDER BY a.id`.execute(db)
  return rows
}

/** Lines `from` to `to` of an account, and whether these are its last ones. */
interface Stretch {
  readonly account: AccountRow
  readonly from: number
  readonly to: number
}

/** Stretches of about so many lines together, of one account or of many. */
function* partsOf(accounts: readonly AccountRow[], most: number): Generator<Stretch[]> {
  let part: Stretch[] = []
  let size = 0
  for (const account of accounts) {
    for (let from = 1; from <= Math.max(1, account.lines); from += most) {
      const to = Math.min(account.lines, from + most - 1)
      part.push({ account, from, to })
      size += to - from + 1
      if (size < most) continue
      yield part
      ;[part, size] = [[], 0]
    }
  }
  if (part.length > 0) yield part
}

/**
 * The line before a stretch gives the balance that it begins with; it is itself the last one of the stretch before. So if every
 * stretch holds, all do.
 */
async function verifyLines(db: Db, part: readonly Stretch[]): Promise<Finding[]> {
  const { rows } = await sql<{
    n: number
    count: number
    balance: number | null
    wrong: number | null
    mixed: number | null
  }>`
    WITH stretch AS (
      SELECT * FROM unnest(
        ${part.map(({ account }) => account.id)}::uuid[], ${part.map(({ from }) => from)}::bigint[],
        ${part.map(({ to }) => to)}::bigint[]
      ) WITH ORDINALITY AS s (account, first, last, n)
    ), side AS (
      SELECT s.n, s.account, s.first, t.debit_line AS line, -t.amount AS amount, t.debit_balance AS balance, t.credit AS other
      FROM stretch s CROSS JOIN LATERAL (
        SELECT * FROM wallet_transfers WHERE debit = s.account AND debit_line BETWEEN s.first - 1 AND s.last
      ) t
      UNION ALL
      SELECT s.n, s.account, s.first, t.credit_line, t.amount, t.credit_balance, t.debit
      FROM stretch s CROSS JOIN LATERAL (
        SELECT * FROM wallet_transfers WHERE credit = s.account AND credit_line BETWEEN s.first - 1 AND s.last
      ) t
    ), line AS (
      SELECT side.*, lag(side.line, 1, 0::bigint) OVER w AS line_before, lag(side.balance, 1, 0::bigint) OVER w AS balance_before,
        o.demo AS other_demo, a.demo
      FROM side JOIN wallet_accounts a ON a.id = side.account LEFT JOIN wallet_accounts o ON o.id = side.other
      WINDOW w AS (PARTITION BY side.n ORDER BY side.line)
    )
    SELECT n, count(*) FILTER (WHERE line >= first) AS count,
      (array_agg(balance ORDER BY line DESC))[1] AS balance,
      min(line) FILTER (WHERE line >= first AND (line <> line_before + 1 OR balance <> balance_before + amount)) AS wrong,
      min(line) FILTER (WHERE line >= first AND other_demo IS DISTINCT FROM demo) AS mixed
    FROM line GROUP BY n`.execute(db)
  const found = new Map(rows.map((row) => [row.n, row]))
  return part.flatMap((stretch, index) => judge(stretch, found.get(index + 1)))
}

function judge(
  { account: { id, balance, lines }, from, to }: Stretch,
  found:
    | {
        readonly count: number
        readonly balance: number | null
        readonly wrong: number | null
        readonly mixed: number | null
      }
    | undefined,
): Finding[] {
  const findings: Finding[] = []
  const say = (what: string) => findings.push({ account: id, what })
  const count = found?.count ?? 0
  if (count !== Math.max(0, to - from + 1))
    say(`its transfers ${from} to ${to} should be ${to - from + 1} and are ${count}`)
  if (found?.wrong != null) say(`its line ${found.wrong} does not follow from the line before it`)
  if (found?.mixed != null) say(`its line ${found.mixed} mixes real and demo coins`)
  const computed = found?.balance ?? 0
  if (to === lines && computed !== balance) say(`its balance is ${balance}, its transfers make ${computed}`)
  return findings
}
