import type { Fault } from '@stoa/contract/http'

/** A fault in words; where the server said when to try again, with that. */
export function problemOf(fault: Fault): string {
  const wait = fault.details?.['retryAfter']
  if (fault.code !== 'TOO_MANY' || typeof wait !== 'number') return fault.message
  const seconds = Math.max(1, Math.ceil(wait / 1000))
  return `That was too often. Try again in ${seconds === 1 ? '1 second' : `${seconds} seconds`}.`
}
