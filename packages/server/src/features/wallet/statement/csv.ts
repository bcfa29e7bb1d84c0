import type { StatementLine } from '@stoa/contract/wallet'
import { toCoins } from '../money/charge.ts'

type Cell = string | { readonly figure: string }

/**
 * Rows as RFC 4180 has them: commas, quotes doubled, CRLF. Text that a spreadsheet would take for a formula gets an apostrophe
 * before it; figures are ours and may begin with a minus.
 *
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
export function toCsv(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(cellOf).join(',')}\r\n`).join('')
}

export const statementHead = toCsv([
  ['time', 'kind', 'amount', 'balance', 'with', 'note', 'transfer', 'reverses'],
])

/** Lines of a statement, amounts in coins. */
export function statementRows(lines: readonly StatementLine[]): string {
  return toCsv(
    lines.map((line) => [
      new Date(line.at).toISOString(),
      line.kind,
      { figure: toCoins(line.amount) },
      { figure: toCoins(line.balance) },
      line.with ?? '',
      line.note,
      line.id,
      line.reverses ?? '',
    ]),
  )
}

function cellOf(cell: Cell): string {
  if (typeof cell !== 'string') return cell.figure
  const safe = /^[=+\-@\t\r\n]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
