const segmenter = new Intl.Segmenter()

/** The first grapheme of the first and of the last word; one for names of one word, such as Chinese ones. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s\p{P}]+/u).filter((word) => /[\p{L}\p{N}]/u.test(word))
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words.slice(0, 1)
  return (
    ends
      .map((word) => firstGrapheme(word ?? ''))
      .join('')
      .toLocaleUpperCase() || '?'
  )
}

function firstGrapheme(word: string): string {
  for (const { segment } of segmenter.segment(word)) return segment
  return ''
}

/** A hue in degrees, always the same for the same id. */
export function hueOf(id: string): number {
  let hash = 0
  for (const char of id) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) % 100_003
  return (hash * 47) % 360
}
