import type { RecordedUpdate, Step } from './recording.ts'

/** Between steps of one and the same moment; far less than between entries. */
const instant = 2 ** -20

/** How long it may have taken to write what an update that tells nothing of it holds, in milliseconds. */
export const longestTyping = 1000

/**
 * When each stroke of a document's updates was made. What somebody wrote earlier comes before what they wrote later, even where it reached
 * the server late, and all of an update has happened by the time of its entry.
 */
export function stepsOf(updates: readonly RecordedUpdate[]): readonly Step[] {
  const steps: Step[] = []
  /** When each person went on. */
  const next = new Map<number, number>()
  for (const update of updates.toReversed()) {
    const { person, time, strokes } = update
    const last = (strokes?.length ?? 1) - 1
    for (let stroke = last; stroke >= 0; stroke -= 1) {
      const made = Math.max(0, time - (strokes?.[stroke]?.[0] ?? 0))
      const at = Math.min(made, (next.get(person) ?? Number.POSITIVE_INFINITY) - instant)
      next.set(person, at)
      steps.push({ time: at, update, stroke })
    }
  }
  const inOrder = steps.reverse().sort((one, other) => one.time - other.time)
  for (let at = inOrder.length - 2; at >= 0; at -= 1) {
    const [one, after] = [inOrder[at], inOrder[at + 1]]
    if (one !== undefined && after !== undefined && one.time >= after.time)
      inOrder[at] = { ...one, time: after.time - instant }
  }
  return inOrder
}

/** When the writing of each step may have begun. */
export function beginningsOf(steps: readonly Step[]): readonly number[] {
  return steps.map(({ time, update }) =>
    update.strokes === undefined && update.origin === 'type' ? Math.max(0, time - longestTyping) : time,
  )
}
