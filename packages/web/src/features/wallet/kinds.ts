import type { StatementLine, TransferKind } from '@stoa/contract/wallet'

export const kindNames: Readonly<Record<TransferKind, string>> = {
  top_up: 'Top-up',
  grant: 'Gift',
  call: 'Call',
  fee: 'Fee',
  payout: 'Payout',
  reversal: 'Correction',
}

export const kinds = Object.entries(kindNames) as [TransferKind, string][]

/** The balance after each movement, oldest first, for the chart. `lines` are newest first. */
export function balances(lines: readonly StatementLine[]): { times: number[]; values: number[] } {
  const oldest = lines.toReversed()
  const first = oldest[0]
  if (first === undefined) return { times: [], values: [] }
  return {
    // The moment before the first movement, so that it is seen to rise from what was there.
    times: [first.at - 1, ...oldest.map(({ at }) => at)],
    values: [first.balance - first.amount, ...oldest.map(({ balance }) => balance)],
  }
}
