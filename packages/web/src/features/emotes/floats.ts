import type { Tally } from '@stoa/client/streaming'

/** One emote on its way up. */
export interface Float {
  readonly emote: string
  /** 0 to 1, of the width. */
  readonly across: number
  /** Milliseconds. */
  readonly delay: number
  readonly lasts: number
}

/** More at once would hide the picture and cost frames. */
export const mostFloats = 40
/** Of one tally, of which there are up to four a second. */
const mostOfTally = 12
/** Milliseconds between two tallies, over which one is spread. */
const apart = 250

/**
 * What floats for a tally where `here` float already: each emote in its share, every one of them at least once while there is room. Many
 * emotes are fewer floats.
 */
export function floatsOf(
  { counts }: Pick<Tally, 'counts'>,
  { here, random }: { readonly here: number; readonly random: () => number },
): readonly Float[] {
  const room = Math.min(mostOfTally, mostFloats - here)
  const kinds = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .toSorted(([, one], [, other]) => other - one)
    .slice(0, Math.max(0, room))
  const total = kinds.reduce((sum, [, count]) => sum + count, 0)
  const spare = Math.min(room, total) - kinds.length
  const extra = (count: number) =>
    spare <= 0 ? 0 : Math.floor((spare * (count - 1)) / (total - kinds.length))
  return kinds
    .flatMap(([emote, count]) => Array<string>(1 + extra(count)).fill(emote))
    .map((emote) => ({
      emote,
      across: 0.05 + 0.9 * random(),
      delay: random() * apart,
      lasts: 2200 + 1200 * random(),
    }))
}
