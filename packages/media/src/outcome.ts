/**
 * Why something was not done. `status` is what WHIP (RFC 9725) and WHEP have a server answer; the words are for
 * whoever runs the client.
 */
export interface Refused {
  readonly ok: false
  readonly status: 400 | 404 | 406 | 409 | 412 | 415 | 422 | 428 | 503
  readonly code: Refusal
  readonly message: string
  /** Seconds until it is worth trying again. */
  readonly retryAfter?: number
}

export type Refusal =
  | 'MALFORMED'
  | 'NO_SESSION'
  | 'OFFER_UNACCEPTABLE'
  | 'ALREADY_LIVE'
  | 'NOT_LIVE'
  | 'ETAG_MISMATCH'
  | 'ETAG_MISSING'
  | 'WRONG_TYPE'
  | 'RESTART_UNSUPPORTED'
  | 'NO_FFMPEG'
  | 'UNAVAILABLE'

const statuses = {
  MALFORMED: 400,
  NO_SESSION: 404,
  OFFER_UNACCEPTABLE: 406,
  ALREADY_LIVE: 409,
  NOT_LIVE: 409,
  ETAG_MISMATCH: 412,
  WRONG_TYPE: 415,
  RESTART_UNSUPPORTED: 422,
  ETAG_MISSING: 428,
  NO_FFMPEG: 503,
  UNAVAILABLE: 503,
} as const satisfies Record<Refusal, Refused['status']>

export function refuse(code: Refusal, message: string, retryAfter?: number): Refused {
  return {
    ok: false,
    status: statuses[code],
    code,
    message,
    ...(retryAfter === undefined ? {} : { retryAfter }),
  }
}

/** 201 in WHIP and WHEP: `session` makes the `Location`, `answer` is the body, `etag` (quotes included) the `ETag`. */
export interface Opened {
  readonly ok: true
  readonly session: string
  readonly etag: string
  readonly answer: string
}

/** 204 where nothing is to be told. */
export interface Done {
  readonly ok: true
}
