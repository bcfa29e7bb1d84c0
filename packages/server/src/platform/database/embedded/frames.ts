const SSL_REQUEST = 80877103
const GSS_REQUEST = 80877104
const CANCEL_REQUEST = 80877102
const MAX_MESSAGE = 64 * 1024 * 1024

/** What a client of PostgreSQL's protocol wants done as a whole, nobody else's messages in between. */
export type Request =
  | { readonly kind: 'encryption' }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'terminate' }
  | { readonly kind: 'startup'; readonly bytes: Uint8Array }
  /** Up to a message that PostgreSQL answers with ReadyForQuery (`ends`), or to a Flush that wants the answers so far. */
  | { readonly kind: 'messages'; readonly bytes: Uint8Array; readonly ends: boolean }

/** The message types that matter here; all others are passed on unseen. */
const QUERY = code('Q')
const EXECUTE = code('E')
const SYNC = code('S')
const FUNCTION_CALL = code('F')
const FLUSH = code('H')
const TERMINATE = code('X')

/**
 * Told to PostgreSQL after everything that might begin a `COPY … FROM STDIN`, which then fails as any query does.
 * It could not wait for the rows: it would take the end of the request for the end of the connection, and exit.
 * After anything else PostgreSQL ignores it.
 */
const COPY_FAIL = message('f', 'COPY FROM STDIN is not possible in the embedded database\0')

/**
 * Cuts a client's byte stream into whole requests. Parse, Bind and Execute share PostgreSQL's one unnamed statement, so
 * another client's query between them would break them: they go to the engine together.
 *
 * @see https://www.postgresql.org/docs/17/protocol-message-formats.html
 */
export function createFrames(): { push(bytes: Buffer): Request[] } {
  let started = false
  let pending: Buffer = Buffer.alloc(0)
  let request: Buffer[] = []

  /** The next whole message, if it has all come. */
  function shift(lengthAt: number): Buffer | undefined {
    if (pending.length < lengthAt + 4) return undefined
    const length = pending.readInt32BE(lengthAt)
    if (length < 4 || length > MAX_MESSAGE) throw new Error('not a message of the PostgreSQL protocol')
    const end = lengthAt + length
    if (pending.length < end) return undefined
    const message = pending.subarray(0, end)
    pending = pending.subarray(end)
    return message
  }

  function startup(): Request | undefined {
    const message = shift(0)
    if (message === undefined) return undefined
    const version = message.readInt32BE(4)
    if (version === SSL_REQUEST || version === GSS_REQUEST) return { kind: 'encryption' }
    if (version === CANCEL_REQUEST) return { kind: 'cancel' }
    started = true
    return { kind: 'startup', bytes: Uint8Array.from(message) }
  }

  function messages(): Request | undefined {
    for (let message = shift(1); message !== undefined; message = shift(1)) {
      const type = message[0]
      if (type === TERMINATE) return { kind: 'terminate' }
      request.push(message)
      if (type === QUERY || type === EXECUTE) request.push(COPY_FAIL)
      const ends = type === QUERY || type === SYNC || type === FUNCTION_CALL
      if (!ends && type !== FLUSH) continue
      const bytes = new Uint8Array(Buffer.concat(request))
      request = []
      return { kind: 'messages', bytes, ends }
    }
    return undefined
  }

  return {
    push(bytes) {
      pending = pending.length === 0 ? bytes : Buffer.concat([pending, bytes])
      const requests: Request[] = []
      for (;;) {
        const next = started ? messages() : startup()
        if (next === undefined) return requests
        requests.push(next)
      }
    },
  }
}

function message(type: string, text: string): Buffer {
  const bytes = Buffer.from(`${type}\0\0\0\0${text}`, 'latin1')
  bytes.writeInt32BE(bytes.length - 1, 1)
  return bytes
}

function code(letter: string): number {
  return letter.charCodeAt(0)
}
