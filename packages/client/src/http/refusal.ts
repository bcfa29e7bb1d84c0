import { Fault, FaultBody, type FaultCode } from '@stoa/contract/http'

/** What a proxy or a server in trouble means by a status, where the body is not ours. */
const byStatus: Readonly<Record<number, FaultCode>> = {
  401: 'NOT_SIGNED_IN',
  403: 'NOT_ALLOWED',
  404: 'NOT_FOUND',
  413: 'TOO_LARGE',
  429: 'TOO_MANY',
  502: 'UNAVAILABLE',
  503: 'UNAVAILABLE',
  504: 'UNAVAILABLE',
}

export async function faultOf(response: Response): Promise<Fault> {
  const text = await response.text().catch(() => '')
  const fault = faultIn(text) ?? new Fault(byStatus[response.status] ?? 'INTERNAL')
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
  if (!Number.isFinite(seconds) || retryAfter(fault) !== undefined) return fault
  return new Fault(fault.code, fault.message, { details: { ...fault.details, retryAfter: seconds * 1000 } })
}

/** Milliseconds the server asks to be left alone for, where it says. */
export function retryAfter(fault: Fault): number | undefined {
  const { retryAfter: value } = fault.details ?? {}
  return typeof value === 'number' && value >= 0 ? value : undefined
}

function faultIn(text: string): Fault | undefined {
  try {
    const body = FaultBody.safeParse(JSON.parse(text))
    return body.success ? Fault.fromBody(body.data) : undefined
  } catch {
    // Not JSON: a proxy's own page.
    return undefined
  }
}

/** Any thrown thing as a Fault. What is not one already is a defect of ours, not of the person's. */
export function toFault(error: unknown): Fault {
  return error instanceof Fault ? error : new Fault('INTERNAL', undefined, { cause: error })
}
