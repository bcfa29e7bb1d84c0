import { Fault } from '@stoa/contract/http'

/** The most characters of JSON an entry's body may have. The largest feature's need: a 256 KiB editor update in base64. */
const bodyLimit = 360 * 1024

/**
 * PostgreSQL's jsonb holds neither U+0000 nor half a surrogate pair. JSON.stringify writes exactly those as escapes, so an
 * escape after an even number of backslashes is one of them.
 */
const unstorable = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/i

/** A body as the JSON text to store. BAD_REQUEST for text no database can hold, TOO_LARGE past {@link bodyLimit}. */
export function encodeBody(body: unknown): string {
  const json = JSON.stringify(body)
  if (json.length > bodyLimit)
    throw new Fault('TOO_LARGE', `An entry's body is at most ${bodyLimit} characters of JSON.`, {
      details: { limit: bodyLimit },
    })
  if (json.includes('\\u') && unstorable.test(json))
    throw new Fault('BAD_REQUEST', 'Text must not contain U+0000 or unpaired surrogates.')
  return json
}
