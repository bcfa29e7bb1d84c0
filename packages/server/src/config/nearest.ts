/** How many letters must be inserted, deleted or replaced to turn one word into the other (Levenshtein). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, column) => column)
  for (const [line, letter] of [...one].entries()) {
    const next = [line + 1]
    for (const [column, target] of [...other].entries()) {
      const replaced = (row[column] ?? 0) + (letter === target ? 0 : 1)
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}

/** The word that was probably meant, or null where none is near. */
export function nearest(word: string, words: readonly string[]): string | null {
  const ranked = words.map((known) => ({ known, far: distance(word, known) })).sort((a, b) => a.far - b.far)
  const best = ranked[0]
  return best !== undefined && best.far <= 3 ? best.known : null
}
