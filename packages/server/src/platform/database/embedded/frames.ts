const SSL_REQUEST = 80877103
const GSS_REQUEST = 80877104
const CANCEL_REQUEST = 80877102

/** What a client of PostgreSQL's protocol wants done as a whole, nobody else's messages in between. */
export type Request =
  | { readonly kind: 'encryption' }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'startup'; readonly bytes: Uint8Array }
  /** Messages up to one that PostgreSQL answers with ReadyForQuery (`ends`), or up to a Flush that only wants answers so far. */
  | { readonly kind: 'messages'; readonly bytes: Uint8Array; readonly ends: boolean }
  | { readonly kind: 'terminate' }

/** Messages after which PostgreSQL is ready for another query: Query, Sync, FunctionCall. */
const ENDS = new Set('QSF'.split('').map(code))
const FLUSH = code('H')
const TERMINATE = code('X')
const MAX_MESSAGE = 64 * 1024 * 1024

/**
 * Cuts a client's byte stream into whole requests. Parse, Bind and Execute share PostgreSQL's one unnamed statement, so
 * another client's query between them would break them: they go to the engine together.
 *
 * @see https://www.postgresql.org/docs/17/protocol-message-formats.html
 */
export function createFrames(): { push(bytes: Buffer): Request[] } {
  let started = false
  let pending: Buffer = Buffer.alloc(0)
  /** Up to where `pending` holds whole messages that no request has taken yet. */
  let scanned = 0

  function take(length: number): Uint8Array {
    const bytes = new Uint8Array(pending.subarray(0, length))
    pending = pending.subarray(length)
    scanned = 0
    return bytes
  }

  function startup(): Request | undefined {
    if (pending.length < 8) return undefined
    const length = checked(pending.readInt32BE(0), 8)
    if (pending.length < length) return undefined
    const version = pending.readInt32BE(4)
    const bytes = take(length)
    if (version === SSL_REQUEST || version === GSS_REQUEST) return { kind: 'encryption' }
    if (version === CANCEL_REQUEST) return { kind: 'cancel' }
    started = true
    return { kind: 'startup', bytes }
  }

  function messages(): Request | undefined {
    while (pending.length >= scanned + 5) {
      const type = pending[scanned] ?? 0
      const end = scanned + 1 + checked(pending.readInt32BE(scanned + 1), 4)
      if (pending.length < end) return undefined
      scanned = end
      if (type === TERMINATE) {
        take(end)
        return { kind: 'terminate' }
      }
      if (ENDS.has(type)) return { kind: 'messages', bytes: take(end), ends: true }
      if (type === FLUSH) return { kind: 'messages', bytes: take(end), ends: false }
    }
    return undefined
  }

  return {
    push(bytes) {
      pending = pending.length === 0 ? bytes : Buffer.concat([pending, bytes])
      const requests: Request[] = []
      for (;;) {
        const request = started ? messages() : startup()
        if (request === undefined) return requests
        requests.push(request)
      }
    },
  }
}

function checked(length: number, least: number): number {
  if (length < least || length > MAX_MESSAGE) throw new Error('not a message of the PostgreSQL protocol')
  return length
}

function code(letter: string): number {
  return letter.charCodeAt(0)
}
