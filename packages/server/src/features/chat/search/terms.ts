import { toComparable } from './comparable.ts'
import { tokenise } from './tokens.ts'

/** PostgreSQL's lexemes have at most 2,046 bytes; what is found by more than this many units is settled by the text itself. */
const longest = 64

/** What a text is found by, each once: words, and the single characters and pairs of runs (see `Token`). */
export function termsOf(text: string): Set<string> {
  const terms = new Set<string>()
  for (const token of tokenise(toComparable(text).text)) {
    if (token.kind === 'run') for (const term of [...token.text, ...pairs(token.text)]) terms.add(term)
    else terms.add(cut(token.text))
  }
  return terms
}

/** Each two neighbouring characters. */
export function pairs(run: string): string[] {
  const characters = [...run]
  return characters.slice(1).map((character, index) => `${characters[index]}${character}`)
}

/** At most {@link longest} units, never half a surrogate pair. */
export function cut(word: string): string {
  if (word.length <= longest) return word
  const short = word.slice(0, longest)
  return short.isWellFormed() ? short : short.slice(0, -1)
}
