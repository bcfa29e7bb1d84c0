import * as z from 'zod'

/**
 * Every error code of both wires with its HTTP status and its default message.
 * Codes are stable: a client may switch on them. Never reuse or rename one.
 */
export const faults = {
  BAD_REQUEST: [400, 'The request is not valid.'],
  UNKNOWN_TYPE: [400, 'This entry or signal type does not exist here.'],
  WRONG_CODE: [400, 'That code is wrong or has expired. Ask for a new one if it keeps failing.'],
  NOT_SIGNED_IN: [401, 'Sign in first.'],
  TOKEN_EXPIRED: [401, 'The access token has expired. Renew it.'],
  SESSION_ENDED: [401, 'This session has ended. Sign in again.'],
  PAYMENT_REQUIRED: [402, 'There are not enough coins for this.'],
  NOT_ALLOWED: [403, 'You may not do this.'],
  TOO_YOUNG: [403, 'You must be at least 13 years old to have an account.'],
  BANNED: [403, 'This account is suspended.'],
  BLOCKED: [403, 'You cannot write to this person.'],
  ROOM_CLOSED: [403, 'This room is closed.'],
  NOT_FOUND: [404, 'There is nothing here, or nothing you may see.'],
  NOT_ACCEPTABLE: [406, 'What was offered cannot be used here.'],
  CONFLICT: [409, 'This does not fit what is there now.'],
  NOT_AVAILABLE: [409, 'This cannot be had here now.'],
  GONE: [410, 'This is no longer here.'],
  PRECONDITION_FAILED: [412, 'This has changed meanwhile.'],
  TOO_LARGE: [413, 'That is too large.'],
  UNSUPPORTED_TYPE: [415, 'This content type is not accepted.'],
  NOT_SUPPORTED: [422, 'This server cannot do that.'],
  LOCKED: [423, 'Too many failures. Try again later.'],
  PRECONDITION_REQUIRED: [428, 'Say which version this is about, with If-Match.'],
  TOO_MANY: [429, 'Too many requests. Slow down.'],
  INTERNAL: [500, 'Something went wrong on our side.'],
  UNAVAILABLE: [503, 'The server cannot answer right now. Try again shortly.'],
} as const satisfies Record<string, readonly [number, string]>

export type FaultCode = keyof typeof faults

/** What every error looks like, on HTTP and as a socket acknowledgement. */
export const FaultBody = z
  .object({
    error: z.enum(Object.keys(faults) as [FaultCode, ...FaultCode[]]),
    message: z.string(),
    statusCode: z.int(),
    details: z.record(z.string(), z.unknown()).optional(),
  })
  .describe('What went wrong')
export type FaultBody = z.output<typeof FaultBody>

export interface FaultOptions {
  readonly details?: Record<string, unknown>
  /** The underlying error: logged, never shown. */
  readonly cause?: unknown
}

/** The one error type of Stoa. Thrown where something is decided, turned into a {@link FaultBody} once at each edge. */
export class Fault extends Error {
  readonly code: FaultCode
  readonly statusCode: number
  readonly details: Record<string, unknown> | undefined

  constructor(code: FaultCode, message?: string, options: FaultOptions = {}) {
    super(message ?? faults[code][1], options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'Fault'
    this.code = code
    this.statusCode = faults[code][0]
    this.details = options.details
  }

  toBody(): FaultBody {
    const body = { error: this.code, message: this.message, statusCode: this.statusCode }
    return this.details === undefined ? body : { ...body, details: this.details }
  }

  static fromBody(body: FaultBody): Fault {
    return new Fault(body.error, body.message, body.details === undefined ? {} : { details: body.details })
  }
}

/** Tells an error acknowledgement from a good one. */
export function isFaultBody(value: unknown): value is FaultBody {
  return FaultBody.safeParse(value).success
}
