export interface Coins {
  /** 12.50 */
  amount(cents: number): string
  /** 12.50 coins */
  coins(cents: number): string
  /** +12.50, −3.00 */
  change(cents: number): string
}

/** Cents of a coin as the reader's language writes them. */
export function createCoins(locale: string): Coins {
  const digits = { minimumFractionDigits: 2, maximumFractionDigits: 2 }
  // What a call that cost nothing took from somebody is nothing, and no minus nothing.
  const plain = new Intl.NumberFormat(locale, { ...digits, signDisplay: 'negative' })
  const signed = new Intl.NumberFormat(locale, { ...digits, signDisplay: 'exceptZero' })
  const amount = (cents: number) => plain.format(cents / 100)
  return {
    amount,
    coins: (cents) => `${amount(cents)} ${cents === 100 ? 'coin' : 'coins'}`,
    change: (cents) => signed.format(cents / 100),
  }
}

/** Coins as somebody types them, in cents; undefined for anything but a number above zero with two decimals at most. */
export function parseCoins(text: string): number | undefined {
  const parts = /^(\d{1,9})(?:[.,](\d{1,2}))?$/.exec(text.trim())
  if (parts === null) return undefined
  const cents = Number(parts[1]) * 100 + Number((parts[2] ?? '').padEnd(2, '0'))
  return cents > 0 ? cents : undefined
}
