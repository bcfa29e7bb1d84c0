import * as Y from 'yjs'

/** Bytes a change costs besides what it holds, at the most. */
const overhead = 64

/**
 * Cuts an update into pieces of at most `limit` bytes that come to the same, such as after pasting a large text, which Yjs makes one
 * piece of. `doc` is the document with the update in it. Null where something in it cannot be cut: then nothing can be sent of it.
 */
export function piecesOf(update: Uint8Array, doc: Y.Doc, limit: number): readonly Uint8Array[] | null {
  if (update.length <= limit) return [update]
  // Yjs writes a part of a change only from a snapshot, and a snapshot only of a document that keeps what was deleted.
  const whole = new Y.Doc({ gc: false })
  Y.applyUpdate(whole, Y.encodeStateAsUpdate(doc))
  const places = cuts(update, whole, limit * 0.75)
  const pieces: Uint8Array[] = []
  let before = places.from
  for (const place of places.cuts) {
    const part = Y.createDocFromSnapshot(whole, Y.createSnapshot(Y.createDeleteSet(), place))
    pieces.push(Y.encodeStateAsUpdate(part, Y.encodeStateVector(before)))
    part.destroy()
    before = place
  }
  whole.destroy()
  const deletions = Y.diffUpdate(update, Y.encodeStateVector(before))
  if (Y.decodeUpdate(deletions).ds.clients.size > 0) pieces.push(deletions)
  return pieces.every((piece) => piece.length <= limit) ? pieces : null
}

type Clocks = Map<number, number>

/** Where to cut, as what a reader has after each piece; the last one is everything the update holds. */
function cuts(
  update: Uint8Array,
  whole: Y.Doc,
  budget: number,
): { readonly from: Clocks; readonly cuts: readonly Clocks[] } {
  const meta = Y.parseUpdateMeta(update)
  const from: Clocks = new Map([...Y.decodeStateVector(Y.encodeStateVector(whole)), ...meta.from])
  const found: Clocks[] = []
  let here: Clocks = new Map(from)
  let size = 0

  function cut(): void {
    found.push(new Map(here))
    size = 0
  }

  for (const struct of Y.decodeUpdate(update).structs) {
    const { client, clock } = struct.id
    const content = 'content' in struct ? struct.content : undefined
    if (size + overhead > budget) cut()
    if (content instanceof Y.ContentString) {
      let bytes = overhead
      for (let at = 0; at < content.str.length; ) {
        const character = content.str.codePointAt(at) ?? 0
        const units = character > 0xffff ? 2 : 1
        if (size + bytes + 4 > budget) {
          here.set(client, clock + at)
          cut()
          bytes = overhead
        }
        // The most a character takes in UTF-8.
        bytes += character < 0x80 ? 1 : units === 1 ? 3 : 4
        at += units
      }
      size += bytes
    } else {
      const bytes = overhead + sizeOf(content)
      if (size > 0 && size + bytes > budget) cut()
      size += bytes
    }
    here.set(client, clock + struct.length)
  }
  here = new Map([...here, ...meta.to])
  cut()
  return { from, cuts: found }
}

function sizeOf(content: unknown): number {
  if (content instanceof Y.ContentAny || content instanceof Y.ContentJSON)
    return JSON.stringify(content.arr)?.length ?? 0
  return 0
}
