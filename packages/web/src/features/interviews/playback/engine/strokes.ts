import type { Stroke } from '@stoa/contract/interviews'
import * as Y from 'yjs'

type Decoded = ReturnType<typeof Y.decodeUpdate>
type Ranges = ReadonlyMap<number, readonly (readonly [clock: number, length: number])[]>

/**
 * The updates an update was merged from, one for each of its strokes, which come to the same one after the other. The update itself where
 * its strokes cannot be right.
 */
export function strokesIn(update: Uint8Array, strokes: readonly Stroke[]): readonly Uint8Array[] {
  const { structs, ds } = Y.decodeUpdate(update)
  const told = strokes.reduce((sum, [, units]) => sum + units, 0)
  const [first] = structs
  if (!isRun(structs) || told !== structs.reduce((sum, one) => sum + one.length, 0)) return [update]
  let clock = first?.id.clock ?? 0
  return strokes.map(([, units, deleted = []], place) => {
    const from = clock
    clock += units
    const isLast = place === strokes.length - 1
    return encode(structs, { from, to: clock, deleted: isLast ? rangesOf(ds) : rangesIn(deleted) })
  })
}

/** Are they all of one writer, with no gap between them? */
function isRun(structs: Decoded['structs']): boolean {
  return structs.every((one, place) => {
    const before = structs[place - 1]
    if (one instanceof Y.Skip) return false
    return (
      before === undefined ||
      (before.id.client === one.id.client && before.id.clock + before.length === one.id.clock)
    )
  })
}

function rangesOf({ clients }: Decoded['ds']): Ranges {
  return new Map(
    [...clients].map(([client, ranges]) => [client, ranges.map(({ clock, len }) => [clock, len] as const)]),
  )
}

function rangesIn(deleted: NonNullable<Stroke[2]>): Ranges {
  const grouped = Map.groupBy(deleted, ([client]) => client)
  return new Map(
    [...grouped].map(([client, ranges]) => [client, ranges.map(([, clock, len]) => [clock, len] as const)]),
  )
}

/** What is in an update between two clocks, as an update of its own. */
function encode(
  structs: Decoded['structs'],
  about: { readonly from: number; readonly to: number; readonly deleted: Ranges },
): Uint8Array {
  const { from, to, deleted } = about
  const encoder = new Y.UpdateEncoderV1()
  // In this format a client, a clock and a count are written alike.
  const number = (value: number) => encoder.writeClient(value)
  const within = structs.filter(({ id, length }) => id.clock < to && id.clock + length > from)
  const [first] = within
  if (first === undefined) number(0)
  else {
    number(1)
    number(within.length)
    number(first.id.client)
    number(Math.max(first.id.clock, from))
    for (const one of within) endingAt(one, to).write(encoder, Math.max(0, from - one.id.clock))
  }
  number(deleted.size)
  for (const [client, ranges] of deleted) {
    number(client)
    number(ranges.length)
    for (const [clock, length] of ranges) {
      number(clock)
      number(length)
    }
  }
  return encoder.toUint8Array()
}

/** What of a part comes before a clock. */
function endingAt(part: Decoded['structs'][number], clock: number): Decoded['structs'][number] {
  const length = clock - part.id.clock
  if (part.length <= length) return part
  if (!(part instanceof Y.Item)) return new Y.GC(part.id, length)
  const content = part.content.copy()
  content.splice(length)
  const { id, origin, rightOrigin, parent, parentSub } = part
  return new Y.Item(id, null, origin, null, rightOrigin, parent, parentSub, content)
}
