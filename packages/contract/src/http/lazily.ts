/**
 * A pattern made when first it is used. V8 takes 30 ms to build the set of all emoji, four times as long on a phone, and does so for a literal already
 * while its file is loaded.
 */
export function lazily(pattern: string, flags: string): () => RegExp {
  let made: RegExp | undefined
  return () => {
    made ??= new RegExp(pattern, flags)
    return made
  }
}
