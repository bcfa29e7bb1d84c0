import type { Fault } from '@stoa/contract/http'

/** How long until a fault's `details.retryAfter` (milliseconds) is over, in words; undefined where the server did not say. */
function waitOf(fault: Fault): string | undefined {
  const milliseconds = fault.details?.['retryAfter']
  if (typeof milliseconds !== 'number' || milliseconds <= 0) return undefined
  const seconds = milliseconds / 1000
  if (seconds < 90) return `${Math.ceil(seconds)} seconds`
  return `${Math.ceil(seconds / 60)} minutes`
}

/** What went wrong while signing in, said plainly. */
export function signInProblem(fault: Fault): string {
  const wait = waitOf(fault)
  switch (fault.code) {
    case 'LOCKED':
      return `Too many wrong codes. This address is locked for ${wait ?? 'half an hour'}; then ask for a new code.`
    case 'TOO_MANY':
      return wait === undefined
        ? 'Too many codes were asked for. Wait a little and try again.'
        : `Too many codes were asked for. Try again in ${wait}.`
    case 'WRONG_CODE':
      return 'That code is wrong or has expired. Check the newest e-mail, or ask for another code.'
    default:
      return fault.message
  }
}
