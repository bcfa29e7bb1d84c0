import { Fault } from '@stoa/contract/http'
import { updateLimit } from '@stoa/contract/interviews'
import * as Y from 'yjs'

/**
 * Refuses what is no Yjs update (v1) from its first to its last byte, before it is anybody's to read. Faults: TOO_LARGE with
 * `details.limit` in bytes, BAD_REQUEST.
 */
export function requireUpdate(base64: string): void {
  // Four characters are three bytes, less what the end is padded with.
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0
  if ((base64.length / 4) * 3 - padding > updateLimit)
    throw new Fault('TOO_LARGE', `An update has at most ${updateLimit} bytes.`, {
      details: { limit: updateLimit },
    })
  const problem = problemOf(Buffer.from(base64, 'base64'))
  if (problem !== null) throw new Fault('BAD_REQUEST', `This is no Yjs update: ${problem}.`)
}

type Source = ConstructorParameters<typeof Y.UpdateDecoderV1>[0]

function problemOf(update: Uint8Array): string | null {
  const sources: Source[] = []
  /** Yjs's own, but that one sees how far it read. */
  class Decoder extends Y.UpdateDecoderV1 {
    constructor(source: Source) {
      super(source)
      sources.push(source)
    }
  }
  try {
    const { structs } = Y.decodeUpdateV2(update, Decoder)
    // Yjs itself never writes one without length, and would look for others in the wrong place where there is one.
    if (structs.some(({ id, length }) => length < 1 || !Number.isSafeInteger(id.clock + length)))
      return 'it has a part without a length'
  } catch {
    // Whatever it stumbled over, the bytes are to blame: reading them depends on nothing else.
    return 'it cannot be read'
  }
  return sources[0]?.pos === update.length ? null : 'it goes on after its end'
}
