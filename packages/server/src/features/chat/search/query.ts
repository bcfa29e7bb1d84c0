import { toComparable } from './comparable.ts'
import { cut, pairs } from './terms.ts'
import { type Token, tokenise } from './tokens.ts'

/** What a text must have, every one of them, to be found. */
export interface Query {
  readonly parts: readonly Pick<Token, 'kind' | 'text'>[]
}

/** The index is asked for the longest of a query's terms; the text itself is checked for all of them. */
const lookedUp = 10

/** What somebody typed as a query; one without parts, such as "?!", finds nothing. */
export function parseQuery(typed: string): Query {
  const parts = [...tokenise(toComparable(typed).text)].map(({ kind, text }) => ({ kind, text }))
  return {
    // "to tomorrow" asks no more than "tomorrow", and a common beginning costs most to look up.
    parts: parts.filter(
      (part, index) =>
        !parts.some(
          (other, at) =>
            other.kind === part.kind &&
            (other.text === part.text
              ? at < index
              : part.kind === 'word'
                ? other.text.startsWith(part.text)
                : part.kind === 'run' && other.text.includes(part.text)),
        ),
    ),
  }
}

/** The query for the index. It finds all that matches and a little more: pairs may lie apart, long words are cut. */
export function toTsquery(query: Query): string {
  const lexemes = query.parts.flatMap(({ kind, text }) => {
    if (kind === 'word') return [{ text: cut(text), prefix: ':*' }]
    if (kind === 'emoji') return [{ text, prefix: '' }]
    const found = pairs(text)
    return (found.length === 0 ? [text] : found).map((pair) => ({ text: pair, prefix: '' }))
  })
  return lexemes
    .sort((one, other) => other.text.length - one.text.length)
    .slice(0, lookedUp)
    .map(({ text, prefix }) => `'${text.replaceAll("'", "''")}'${prefix}`)
    .join(' & ')
}

/**
 * What plain SQL can tell of a text that may match: every pattern occurs in it (by ILIKE), or it is not ASCII, where only
 * {@link findHighlights} can tell. With `ascii` false, no ASCII text can match at all.
 */
export function toPatterns(query: Query): { readonly ascii: boolean; readonly patterns: readonly string[] } {
  const ascii = query.parts.every((part) => /^[a-z0-9]*$/.test(part.text))
  return { ascii, patterns: ascii ? query.parts.map((part) => `%${part.text}%`) : [] }
}

/** Where the query's parts are in a text: `[start, end)` in UTF-16 units, in order, apart. Null where one is missing. */
export function findHighlights(query: Query, text: string): [number, number][] | null {
  const comparable = toComparable(text)
  // Most texts that do not match are done with here, before the dearer part.
  if (!query.parts.every((part) => comparable.text.includes(part.text))) return null
  const tokens = [...tokenise(comparable.text)]
  const found: [number, number][] = []
  for (const part of query.parts) {
    const places = tokens.flatMap((token) => placesIn(token, part))
    if (places.length === 0) return null
    for (const place of places)
      found.push([comparable.start(place), comparable.end(place + part.text.length - 1)])
  }
  return joined(found)
}

/** Where in the comparable text this part is found in this token. */
function placesIn(token: Token, part: Query['parts'][number]): number[] {
  if (token.kind !== part.kind) return []
  if (part.kind === 'emoji') return token.text === part.text ? [token.index] : []
  if (part.kind === 'word') return token.text.startsWith(part.text) ? [token.index] : []
  const places: number[] = []
  for (let at = token.text.indexOf(part.text); at !== -1; at = token.text.indexOf(part.text, at + 1))
    places.push(token.index + at)
  return places
}

function joined(ranges: readonly [number, number][]): [number, number][] {
  const result: [number, number][] = []
  for (const [start, end] of [...ranges].sort((one, other) => one[0] - other[0])) {
    const last = result.at(-1)
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end)
    else result.push([start, end])
  }
  return result
}
