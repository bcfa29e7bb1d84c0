import { plainText } from '../markdown/parse.ts'

export interface Part {
  /** Offset in the plain text. */
  readonly at: number
  readonly text: string
  readonly marked: boolean
}

/** How much is kept before the first find, in UTF-16 units, so that it is seen in a line or two. */
const lead = 32

type Highlights = ReadonlyArray<readonly [number, number]>

/**
 * The plain text of a message, cut to begin shortly before its first highlight, in marked and unmarked parts.
 * `sourceHighlights` are `[start, end)` offsets into `source` in UTF-16 units, in order; what does not fit is left out.
 */
export function excerptOf(source: string, sourceHighlights: Highlights): Part[] {
  const { text, highlights } = plainWith(source, sourceHighlights)
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

/** Fillers that show nothing and nobody writes: letters, so that Markdown is parsed the same with them at a word. */
const opens = '\u115f'
const closes = '\u1160'

/** The plain text, and where the highlights of the source are in it. */
function plainWith(source: string, highlights: Highlights): { text: string; highlights: Highlights } {
  if (source.includes(opens) || source.includes(closes)) return { text: source, highlights }
  let tagged = ''
  let at = 0
  for (const [from, to] of highlights) {
    if (from < at || to <= from || to > source.length) continue
    tagged += source.slice(at, from) + opens + source.slice(from, to) + closes
    at = to
  }
  let text = ''
  let opened: number | undefined
  const moved: Array<[number, number]> = []
  for (const piece of plainText(tagged + source.slice(at)).split(/([\u115f\u1160])/)) {
    if (piece === opens) opened = text.length
    else if (piece !== closes) text += piece
    else if (opened !== undefined) moved.push([opened, text.length])
  }
  return { text, highlights: moved }
}

/** A cut that splits neither a word, where one begins near, nor a surrogate pair. */
function wordStart(text: string, from: number): number {
  const space = text.slice(from, from + 16).search(/\s/)
  if (space !== -1) return from + space + 1
  const code = text.charCodeAt(from)
  return code >= 0xdc00 && code <= 0xdfff ? from + 1 : from
}
