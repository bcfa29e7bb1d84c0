/**
 * What time costs (W1): `round_half_up(rate × seconds / 60)`, exact.
 *
 * @param rate cents of a coin a minute, a whole number from 0
 * @param seconds a whole number from 0
 * @throws RangeError for any other number, or where the charge is beyond 2^53 − 1
 */
export function charge(rate: number, seconds: number): number {
  requireCount('rate', rate)
  requireCount('seconds', seconds)
  return toCents((BigInt(rate) * BigInt(seconds) * 2n + 60n) / 120n)
}

/**
 * The house's part of an amount and the rest, both in cents. The part is rounded down: never to the disadvantage of whoever earns.
 *
 * @param percent 0–100, with at most two decimals
 */
export function splitFee(amount: number, percent: number): { readonly fee: number; readonly rest: number } {
  requireCount('amount', amount)
  const hundredths = Math.round(percent * 100)
  if (!(hundredths >= 0 && hundredths <= 10_000)) throw new RangeError(`percent is ${percent}`)
  const fee = Number((BigInt(amount) * BigInt(hundredths)) / 10_000n)
  return { fee, rest: amount - fee }
}

/** Cents as people read coins: 1250 → `12.50`, −5 → `-0.05`. */
export function toCoins(cents: number): string {
  const digits = String(Math.abs(cents)).padStart(3, '0')
  return `${cents < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

function requireCount(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new RangeError(`${name} must be a whole number from 0, not ${value}`)
}

function toCents(exact: bigint): number {
  const cents = Number(exact)
  if (!Number.isSafeInteger(cents)) throw new RangeError(`${exact} cents are beyond 2^53 - 1`)
  return cents
}
