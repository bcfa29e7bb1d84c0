import { Fault, type FaultCode } from '@stoa/contract/http'
import type { Done, Opened, Refusal, Refused } from '@stoa/media'

const codes = {
  MALFORMED: 'BAD_REQUEST',
  NO_SESSION: 'NOT_FOUND',
  OFFER_UNACCEPTABLE: 'NOT_ACCEPTABLE',
  ALREADY_LIVE: 'CONFLICT',
  NOT_LIVE: 'CONFLICT',
  ETAG_MISMATCH: 'PRECONDITION_FAILED',
  ETAG_MISSING: 'PRECONDITION_REQUIRED',
  WRONG_TYPE: 'UNSUPPORTED_TYPE',
  RESTART_UNSUPPORTED: 'NOT_SUPPORTED',
  NO_FFMPEG: 'NOT_AVAILABLE',
  UNAVAILABLE: 'UNAVAILABLE',
} as const satisfies Record<Refusal, FaultCode>

/** What the media server did, or its refusal as a Fault. */
export function done<T extends Opened | Done>(outcome: T | Refused): T {
  if (!isRefused(outcome)) return outcome
  const { code, message, retryAfter } = outcome
  const words = `${message.charAt(0).toUpperCase()}${message.slice(1)}.`
  const details = retryAfter === undefined ? {} : { details: { retryAfter: retryAfter * 1000 } }
  throw new Fault(codes[code], words, details)
}

function isRefused(outcome: Opened | Done | Refused): outcome is Refused {
  return !outcome.ok
}

/** For whoever comes to watch too early: worth another try soon. */
export function notLive(words = 'This is not live now.'): Fault {
  return new Fault('CONFLICT', words, { details: { retryAfter: 2000 } })
}
