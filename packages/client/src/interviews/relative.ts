import * as Y from 'yjs'

/** A place in a text that stays with the character it is at, whatever happens around it; as JSON for the wire. */
export function toRelative(text: Y.Text, offset: number): string {
  const position = Y.createRelativePositionFromTypeIndex(text, Math.min(offset, text.length))
  return JSON.stringify(Y.relativePositionToJSON(position))
}

/** The offset of such a place in the text as it is now; null where it is none, or not there yet. */
export function fromRelative(text: Y.Text, json: string): number | null {
  try {
    const position = Y.createRelativePositionFromJSON(JSON.parse(json))
    const found = text.doc === null ? null : Y.createAbsolutePositionFromRelativePosition(position, text.doc)
    return found?.type === text ? found.index : null
  } catch {
    // Another client may send anything as a place.
    return null
  }
}
