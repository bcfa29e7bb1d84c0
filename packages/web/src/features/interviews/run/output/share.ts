import { outputLimit } from '../protocol.ts'

const marker = '\n… cut here: it wrote more than is kept'

/** Output as a run's entry may have it: cut to the limit with a mark of that, and without what a database cannot keep. */
export function forSharing(text: string, wasCut: boolean, limit = outputLimit): string {
  const clean = text.replaceAll('\0', '␀').toWellFormed()
  if (!wasCut && clean.length <= limit) return clean
  return clean.slice(0, limit - marker.length).toWellFormed() + marker
}
