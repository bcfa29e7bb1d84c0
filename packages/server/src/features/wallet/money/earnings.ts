import { Fault } from '@stoa/contract/http'

/** One call as {@link calculateEarnings} reads it. Numbers are taken as they are written: 0.1 is a tenth. */
export interface CallLog {
  readonly duration_seconds: number | string
  /** A minute's price. What is earned is in the same unit. */
  readonly rate: number | string
}

/** An exact decimal: `digits / 10^scale`. */
interface Decimal {
  readonly digits: bigint
  readonly scale: number
}

/**
 * What calls earned: the sum of `duration_seconds / 60 × rate` to two decimals, half up, rounded once and exact (W7); `"0.00"` for
 * none.
 *
 * @throws Fault BAD_REQUEST that names the first malformed row, counted from 0, and its field
 */
export function calculateEarnings(callLogs: readonly CallLog[]): string {
  if (!Array.isArray(callLogs)) throw new Fault('BAD_REQUEST', 'Call logs must be a list.')
  const products = callLogs.map((row: unknown, index) => {
    if (typeof row !== 'object' || row === null)
      throw new Fault('BAD_REQUEST', `Call log ${index} must be an object with duration_seconds and rate.`, {
        details: { row: index },
      })
    return times(decimalOf(row, 'duration_seconds', index), decimalOf(row, 'rate', index))
  })
  const scale = products.reduce((most, product) => Math.max(most, product.scale), 0)
  const sum = products.reduce((total, one) => total + one.digits * 10n ** BigInt(scale - one.scale), 0n)
  // sum / 10^scale / 60, in hundredths, half up: all of it over one denominator.
  const denominator = 60n * 10n ** BigInt(scale)
  const hundredths = (sum * 200n + denominator) / (denominator * 2n)
  const text = String(hundredths).padStart(3, '0')
  return `${text.slice(0, -2)}.${text.slice(-2)}`
}

function times(one: Decimal, other: Decimal): Decimal {
  return { digits: one.digits * other.digits, scale: one.scale + other.scale }
}

/** More digits than any price or time has, and few enough that nobody can make us count for long. */
const written = /^(\d{1,30})(?:\.(\d{1,30}))?(?:e([+-]?\d{1,2}))?$/

function decimalOf(row: object, field: keyof CallLog, index: number): Decimal {
  const value: unknown = Reflect.get(row, field)
  const parts = typeof value === 'number' || typeof value === 'string' ? written.exec(String(value)) : null
  if (parts === null)
    throw new Fault(
      'BAD_REQUEST',
      `Call log ${index}: ${field} must be a decimal number from 0, not ${shown(value)}.`,
      { details: { row: index, field } },
    )
  const [, whole = '', fraction = '', exponent = '0'] = parts
  const scale = fraction.length - Number(exponent)
  const digits = BigInt(whole + fraction)
  return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 }
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing'
  return typeof value === 'number' ? String(value) : (JSON.stringify(value)?.slice(0, 60) ?? typeof value)
}
