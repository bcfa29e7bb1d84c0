import { Fault } from '@stoa/contract/http'
import { type DocumentKind, updateLimit } from '@stoa/contract/interviews'
import * as Y from 'yjs'

type Decoded = ReturnType<typeof Y.decodeUpdate>
type Part = Decoded['structs'][number]
type Source = ConstructorParameters<typeof Y.UpdateDecoderV1>[0]

/**
 * Gives the kinds of document that an update, base64 of a Yjs update (v1), may be made in. Refuses what is none from its first to its
 * last byte, before it is anybody's to read. Faults: TOO_LARGE with `details.limit` in bytes, BAD_REQUEST.
 */
export function updateReader(): (base64: string) => ReadonlySet<DocumentKind> {
  let source: Source | null = null
  /** Yjs's own, but that one sees how far it read. */
  class Decoder extends Y.UpdateDecoderV1 {
    constructor(from: Source) {
      super(from)
      source = from
    }
  }

  function decode(update: Uint8Array): Decoded {
    let found: Decoded
    try {
      found = Y.decodeUpdateV2(update, Decoder)
    } catch (cause) {
      // Whatever it stumbled over, the bytes are to blame: reading them depends on nothing else.
      throw new Fault('BAD_REQUEST', 'This is no Yjs update.', { cause })
    }
    if (source?.pos !== update.length) throw refused('it goes on after its end')
    return found
  }

  return (base64) => {
    requireSize(base64)
    const { structs, ds } = decode(Buffer.from(base64, 'base64'))
    for (const deletions of ds.clients.values())
      for (const { clock, len } of deletions) requireLength(clock, len)
    const kinds = new Set<DocumentKind>(['code', 'drawing'])
    for (const part of structs) {
      requireSound(part)
      if (part instanceof Y.Item) narrow(kinds, part)
    }
    return kinds
  }
}

function requireSize(base64: string): void {
  // Four characters are three bytes, less what the end is padded with.
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0
  if ((base64.length / 4) * 3 - padding <= updateLimit) return
  throw new Fault('TOO_LARGE', `An update has at most ${updateLimit} bytes.`, {
    details: { limit: updateLimit },
  })
}

/** Yjs looks for what a part names without asking whether it can be there: what no Yjs writes would stop everybody's. */
function requireSound(part: Part): void {
  const { id, length } = part
  requireLength(id.clock, length)
  if (!(part instanceof Y.Item)) return
  const { origin, rightOrigin, parent } = part
  for (const named of [origin, rightOrigin, parent])
    if (named instanceof Y.ID && named.client === id.client && named.clock >= id.clock)
      throw refused('a part of it comes before what it follows')
}

function requireLength(clock: number, length: number): void {
  if (length < 1 || !Number.isSafeInteger(clock + length)) throw refused('a part of it has no length')
}

/**
 * A code document is text alone and a drawing plain values alone: an editor shows nothing else, and loses count where there is
 * something else. The same goes for a line's end that is more than a line feed.
 */
function narrow(kinds: Set<DocumentKind>, { content }: Y.Item): void {
  if (content instanceof Y.ContentDeleted) return
  if (!(content instanceof Y.ContentString) || content.str.includes('\r')) kinds.delete('code')
  if (!(content instanceof Y.ContentAny)) kinds.delete('drawing')
}

function refused(reason: string): Fault {
  return new Fault('BAD_REQUEST', `This is no Yjs update: ${reason}.`)
}
