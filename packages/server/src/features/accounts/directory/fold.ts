/** Letters that Unicode does not take apart into a base and an accent. */
const plain = new Map([
  ['ß', 'ss'],
  ['æ', 'ae'],
  ['œ', 'oe'],
  ['ø', 'o'],
  ['ł', 'l'],
  ['đ', 'd'],
  ['ð', 'd'],
  ['þ', 'th'],
  ['ı', 'i'],
])

/** Enough for any name, and short enough for an index. */
const longest = 200

/** A name without case and accents, so that "bjork" finds "Björk". */
export function foldName(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replaceAll(/[ßæœøłđðþı]/g, (letter) => plain.get(letter) ?? letter)
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, longest)
}
