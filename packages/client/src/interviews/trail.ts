import type { trail } from '@stoa/contract/interviews'
import type * as z from 'zod'
import type { Time } from '../time/time.ts'

export type Trail = z.input<(typeof trail)['sent']>

/** Where somebody's cursor goes without typing, sampled for playback. */
export interface TrailKeeper {
  moved(selection: readonly [number, number]): void
  /** Tells what was gathered. */
  flush(): void
}

/** Milliseconds between samples, and the longest one waits; the most in one telling. */
const apart = 100
const longest = 5_000
const most = 200

export function createTrail({
  time,
  tell,
}: {
  readonly time: Time
  readonly tell: (trail: Trail) => void
}): TrailKeeper {
  let moves: [number, number, number][] = []
  let first = 0
  let newest = Number.NEGATIVE_INFINITY
  let cancel = () => {}

  function flush(): void {
    cancel()
    const told = moves
    moves = []
    newest = Number.NEGATIVE_INFINITY
    if (told.length > 0) tell({ moves: told })
  }

  return {
    moved([anchor, head]) {
      const now = time.now()
      if (moves.length === 0) {
        first = now
        cancel = time.after(longest, flush)
      } else if (now - newest < apart) {
        // Where it comes to rest counts, not where it passed.
        const last = moves.at(-1)
        if (last !== undefined) moves[moves.length - 1] = [last[0], anchor, head]
        return
      }
      newest = now
      moves.push([now - first, anchor, head])
      if (moves.length >= most) flush()
    },
    flush,
  }
}
