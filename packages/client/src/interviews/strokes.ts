import { mostDeletions, mostStrokes, type Stroke } from '@stoa/contract/interviews'
import * as Y from 'yjs'

/** One change as it was made: when, and what it did by Yjs's count. */
export interface Made {
  readonly update: Uint8Array
  readonly at: number
  readonly client: number | undefined
  readonly clock: number
  readonly units: number
  readonly deleted: readonly (readonly [client: number, clock: number, length: number])[]
}

/** The most ranges all strokes of an update tell of together: they are a small part of what an entry may hold. */
const mostTogether = 300

/** A single keystroke that went on its way this soon needs no words. */
const soon = 200

/** What an update of this device's did. */
export function madeOf(update: Uint8Array, at: number): Made {
  const { structs, ds } = Y.decodeUpdate(update)
  const deleted = [...ds.clients].flatMap(([client, ranges]) =>
    ranges.map(({ clock, len }) => [client, clock, len] as const),
  )
  const [first] = structs
  const units = structs.reduce((sum, one) => sum + one.length, 0)
  return { update, at, client: first?.id.client, clock: first?.id.clock ?? 0, units, deleted }
}

/** May the next one be merged with these, so that strokes still tell them apart? */
export function canFollow(made: readonly Made[], next: Made): boolean {
  const last = made.at(-1)
  if (last === undefined) return true
  const told = made.reduce((sum, one) => sum + one.deleted.length, 0)
  if (made.length >= mostStrokes || last.deleted.length > mostDeletions || told > mostTogether) return false
  const before = made.findLast((one) => one.units > 0)
  if (before === undefined || next.units === 0) return true
  return before.client === next.client && before.clock + before.units === next.clock
}

/** What to tell of them where they are sent as one; undefined where there is nothing to tell. */
export function strokesOf(made: readonly Made[], now: number): Stroke[] | undefined {
  const [only] = made
  if (only === undefined) return undefined
  if (made.length === 1 && only.units <= 1 && now - only.at <= soon) return undefined
  return made.map(({ at, units, deleted }, place) => {
    const before = Math.max(0, Math.round(now - at))
    // What the last one deleted is what is left.
    const isLast = place === made.length - 1
    return isLast || deleted.length === 0
      ? [before, units]
      : [before, units, deleted.map(([client, clock, length]) => [client, clock, length])]
  })
}
