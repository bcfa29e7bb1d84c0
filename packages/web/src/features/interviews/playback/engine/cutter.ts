import type { Stroke } from '@stoa/contract/interviews'
import { createEditReader, type Edit } from './edits.ts'
import type { Frame } from './film.ts'
import type { Step } from './recording.ts'
import { longestTyping } from './steps.ts'
import { strokesIn } from './strokes.ts'

/** A step as it is cut: what its update holds comes with the first of its strokes. */
export interface CutStep {
  readonly index: number
  readonly time: number
  /** When the step before it was. */
  readonly since: number
  readonly stroke: number
  /** Was it typed, and is not known how? */
  readonly untold: boolean
  readonly update: string | undefined
  readonly strokes: readonly Stroke[] | undefined
}

/** The steps of a document, ready to be cut in this order. */
export function cutStepsOf(steps: readonly Step[]): readonly CutStep[] {
  const sent = new Set<number>()
  return steps.map(({ time, stroke, update }, place) => {
    const { index, origin, strokes } = update
    const isFirst = strokes === undefined || !sent.has(index)
    if (strokes !== undefined) sent.add(index)
    const since = steps[place - 1]?.time ?? 0
    const untold = origin === 'type' && strokes === undefined
    const whole = isFirst ? { update: update.update, strokes } : { update: undefined, strokes: undefined }
    return { index, time, since, stroke, untold, ...whole }
  })
}

/** Makes frames of a document's steps, which are given in their order. */
export function createCutter(): (steps: readonly CutStep[]) => readonly Frame[] {
  const reader = createEditReader()
  const parts = new Map<number, readonly Uint8Array[]>()

  function partOf({ index, stroke, update, strokes }: CutStep): Uint8Array | undefined {
    if (update !== undefined && strokes === undefined) return bytesOf(update)
    const known = update === undefined || strokes === undefined ? parts.get(index) : undefined
    const cut = known ?? (update && strokes ? strokesIn(bytesOf(update), strokes) : [])
    if (stroke < cut.length - 1) parts.set(index, cut)
    else parts.delete(index)
    return cut[stroke]
  }

  return (steps) =>
    steps.flatMap((step) => {
      const part = partOf(step)
      if (part === undefined) return []
      const { index, time } = step
      const edits = reader.read(part)
      return step.untold ? typed(edits, step) : edits.map((edit) => ({ ...edit, index, time }))
    })
}

/** More at once were not typed. */
const most = 400

const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** Character by character, evenly over the time there was. */
function typed(edits: readonly Edit[], { index, time, since }: CutStep): readonly Frame[] {
  const written = edits.reduce((sum, { inserted }) => sum + inserted.length, 0)
  const singles = written > 1 && written <= most ? edits.flatMap(singlesOf) : edits
  const apart = Math.min(longestTyping, time - since) / singles.length
  const isCut = singles.length > edits.length
  return singles.map((edit, place) => ({
    ...edit,
    index,
    time: isCut ? time - apart * (singles.length - 1 - place) : time,
  }))
}

function singlesOf({ from, removed, inserted }: Edit): readonly Edit[] {
  const found = [...characters.segment(inserted)]
  if (found.length <= 1) return [{ from, removed, inserted }]
  return found.map(({ segment, index }, place) => ({
    from: from + index,
    removed: place === 0 ? removed : 0,
    inserted: segment,
  }))
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
}
