/**
 * A list in parts of at most `size`, for writes that nobody waits for: on the embedded database's one connection a send waits for the end of
 * the statement that is under way, and so none should be long.
 */
export function* chunksOf<T>(list: readonly T[], size: number): Iterable<readonly T[]> {
  for (let at = 0; at < list.length; at += size) yield list.slice(at, at + size)
}
