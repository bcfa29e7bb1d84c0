/** FNV-1a over UTF-16 units: spreads ids evenly and is the same on every node. */
export function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  // Mixed once more, or texts that differ only at their end would be close to each other.
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d)
  return (value ^ (value >>> 12)) >>> 0
}

/** Which of these has it: the highest of all pairs, so that whoever comes or goes moves only what is theirs. */
export function holderOf(key: string, holders: readonly string[]): string | undefined {
  return holders.toSorted(
    (one, other) => hash(`${other}/${key}`) - hash(`${one}/${key}`) || (one < other ? -1 : 1),
  )[0]
}
