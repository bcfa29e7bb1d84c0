import * as z from 'zod'

/** A place's clock by its name in the IANA database. */
export const TimeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, 'must be an IANA time zone such as Europe/Paris')

/** Tells the date where this zone's clock hangs, such as 2026-11-22, of an instant. Throws a RangeError for what is no {@link TimeZone}. */
export function daysIn(zone: string): (at: number) => string {
  const digits = { year: 'numeric', month: '2-digit', day: '2-digit' } as const
  // Canada writes dates as ISO 8601 does.
  const format = new Intl.DateTimeFormat('en-CA', { ...digits, timeZone: zone, calendar: 'iso8601' })
  return (at) => format.format(at)
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
