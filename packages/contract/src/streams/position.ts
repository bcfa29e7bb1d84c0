import type { Recording } from './routes.ts'

type Parts = Pick<Recording, 'parts'>

/** Where in a recording, in seconds, an instant is; in a break, where it goes on after it; null before its begin or after its end. */
export function positionOf({ parts }: Parts, at: number): number | null {
  for (const { startedAt, offset, seconds } of parts) {
    const into = (at - startedAt) / 1000
    if (into < 0) return offset === 0 ? null : offset
    if (into <= seconds) return offset + into
  }
  return null
}

/** When what is shown at a position, in seconds, happened; null where the recording is empty. */
export function instantAt({ parts }: Parts, position: number): number | null {
  const part = parts.findLast(({ offset }) => offset <= position) ?? parts[0]
  if (part === undefined) return null
  return Math.round(part.startedAt + Math.min(Math.max(position - part.offset, 0), part.seconds) * 1000)
}
