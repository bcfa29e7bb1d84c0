/**
 * How much each person wrote in each of `bins` equal parts of a length of time: 0 to 1, of the most anybody wrote in one.
 */
export function densityOf(about: {
  readonly people: number
  readonly bins: number
  readonly length: number
  /** When each edit happened, and by which person. */
  readonly edits: Iterable<readonly [time: number, person: number]>
}): readonly Float64Array[] {
  const { people, bins, length } = about
  const tracks = Array.from({ length: people }, () => new Float64Array(bins))
  let most = 0
  for (const [time, person] of about.edits) {
    const track = tracks[person]
    if (track === undefined) continue
    const bin = Math.min(bins - 1, Math.max(0, Math.floor((time / Math.max(1, length)) * bins)))
    const count = (track[bin] ?? 0) + 1
    track[bin] = count
    most = Math.max(most, count)
  }
  if (most > 0)
    for (const track of tracks) for (const [bin, count] of track.entries()) track[bin] = count / most
  return tracks
}
