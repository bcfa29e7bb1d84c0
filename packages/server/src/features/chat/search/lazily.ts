/**
 * A pattern made when first it is used. One that names a set of emoji takes 30 ms to build: a literal would be with its file, while the server starts.
 */
export function lazily(pattern: string, flags: string): () => RegExp {
  let made: RegExp | undefined
  return () => {
    made ??= new RegExp(pattern, flags)
    return made
  }
}
