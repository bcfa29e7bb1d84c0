import { mostDeletions, mostStrokes, type Stroke } from '@stoa/contract/interviews'
import * as Y from 'yjs'

type Range = readonly [client: number, clock: number, length: number]

/** One change as it was made: when, and what it did by Yjs's count. */
export interface Made {
  readonly update: Uint8Array
  readonly at: number
  readonly client: number
  readonly clock: number
  readonly units: number
  readonly deleted: readonly Range[]
}

/** What is told of as one step: a change, or all of one moment where there are many. */
interface Step {
  readonly at: number
  units: number
  deleted: Range[]
}

/** Changes that go as one update. */
export interface Stretch {
  readonly updates: Uint8Array[]
  readonly steps: Step[]
  /** Ranges that its steps tell of. */
  ranges: number
  /** Where what it wrote ends, by its writer's clock; null while it only deleted. */
  end: { readonly client: number; readonly clock: number } | null
}

/**
 * From so many steps on, those of one moment are told of as one: nobody's fingers are that quick, but a program's are, and an update that
 * may tell of no more ends. A moment is so many milliseconds, half of a screen's frame.
 */
const many = mostStrokes / 2
const moment = 8

/** The most ranges all strokes of an update tell of together: they are a small part of what an entry may hold. */
const mostTogether = 300

/** Updates that Yjs merges at a time: it looks through all of them for each of their structs. */
const mergedAtOnce = 16

/** A single keystroke that went on its way this soon needs no words. */
const soon = 200

/** What a change of this device's did, by the transaction it was made in. */
export function madeOf(update: Uint8Array, change: Y.Transaction, at: number): Made {
  const client = change.doc.clientID
  const clock = change.beforeState.get(client) ?? 0
  const units = (change.afterState.get(client) ?? 0) - clock
  const deleted = [...change.deleteSet.clients].flatMap(([of, ranges]) =>
    ranges.map((range): Range => [of, range.clock, range.len]),
  )
  return { update, at, client, clock, units, deleted }
}

export function beginStretch(first: Made): Stretch {
  const stretch: Stretch = { updates: [], steps: [], ranges: 0, end: null }
  take(stretch, first)
  return stretch
}

/** Merges one more with these if strokes can still tell them apart; false where it must go by itself. */
export function extendStretch(stretch: Stretch, next: Made): boolean {
  const { end, steps } = stretch
  const last = steps.at(-1)
  if (end !== null && next.units > 0 && (end.client !== next.client || end.clock !== next.clock)) return false
  if (last !== undefined) {
    if (last.deleted.length > mostDeletions || stretch.ranges > mostTogether) return false
    const together =
      steps.length >= many &&
      next.at - last.at < moment &&
      last.deleted.length + next.deleted.length <= mostDeletions
    if (!together && steps.length >= mostStrokes) return false
    if (together) {
      join(stretch, last, next)
      return true
    }
  }
  take(stretch, next)
  return true
}

function take(stretch: Stretch, next: Made): void {
  stretch.steps.push({ at: next.at, units: next.units, deleted: [...next.deleted] })
  stretch.ranges += next.deleted.length
  follow(stretch, next)
}

function join(stretch: Stretch, last: Step, next: Made): void {
  stretch.ranges -= last.deleted.length
  last.units += next.units
  for (const range of next.deleted) add(last.deleted, range)
  stretch.ranges += last.deleted.length
  follow(stretch, next)
}

function follow(stretch: Stretch, { update, units, client, clock }: Made): void {
  stretch.updates.push(update)
  if (units > 0) stretch.end = { client, clock: clock + units }
}

/** What is rubbed out one by one lies side by side. */
function add(ranges: Range[], [client, clock, length]: Range): void {
  const last = ranges.at(-1)
  if (last !== undefined && last[0] === client && clock + length === last[1])
    ranges[ranges.length - 1] = [client, clock, length + last[2]]
  else if (last !== undefined && last[0] === client && last[1] + last[2] === clock)
    ranges[ranges.length - 1] = [client, last[1], last[2] + length]
  else ranges.push([client, clock, length])
}

/** All of its changes as one update, which it keeps instead of them. */
export function mergeStretch({ updates }: Stretch): Uint8Array {
  while (updates.length > 1) {
    const merged: Uint8Array[] = []
    for (let at = 0; at < updates.length; at += mergedAtOnce)
      merged.push(Y.mergeUpdates(updates.slice(at, at + mergedAtOnce)))
    updates.splice(0, updates.length, ...merged)
  }
  const [update] = updates
  if (update === undefined) throw new Error('a stretch has at least one change')
  return update
}

/** What to tell of them where they are sent as one; undefined where there is nothing to tell. */
export function strokesOf({ steps }: Stretch, now: number): Stroke[] | undefined {
  const [only] = steps
  if (only === undefined) return undefined
  if (steps.length === 1 && only.units <= 1 && now - only.at <= soon) return undefined
  return steps.map(({ at, units, deleted }, place) => {
    const before = Math.max(0, Math.round(now - at))
    // What the last one deleted is what is left.
    const isLast = place === steps.length - 1
    return isLast || deleted.length === 0
      ? [before, units]
      : [before, units, deleted.map(([client, clock, length]) => [client, clock, length])]
  })
}
