export interface Part {
  /** Offset in the whole text. */
  readonly at: number
  readonly text: string
  readonly marked: boolean
}

/** How much is kept before the first find, in UTF-16 units, so that it is seen in a line or two. */
const lead = 32

/**
 * A text cut to begin shortly before its first highlight, in marked and unmarked parts.
 * `highlights` are `[start, end)` offsets in UTF-16 units, in order; what does not fit the text is left out.
 */
export function excerptOf(text: string, highlights: ReadonlyArray<readonly [number, number]>): Part[] {
  const first = highlights[0]?.[0] ?? 0
  const start = first > lead + 8 ? wordStart(text, first - lead) : 0
  const parts: Part[] = start > 0 ? [{ at: 0, text: '…', marked: false }] : []
  let at = start
  for (const [from, to] of highlights) {
    if (from < at || to <= from || to > text.length) continue
    if (from > at) parts.push({ at, text: text.slice(at, from), marked: false })
    parts.push({ at: from, text: text.slice(from, to), marked: true })
    at = to
  }
  if (at < text.length) parts.push({ at, text: text.slice(at), marked: false })
  return parts
}

/** A cut that splits neither a word, where one begins near, nor a surrogate pair. */
function wordStart(text: string, from: number): number {
  const space = text.slice(from, from + 16).search(/\s/)
  if (space !== -1) return from + space + 1
  const code = text.charCodeAt(from)
  return code >= 0xdc00 && code <= 0xdfff ? from + 1 : from
}
