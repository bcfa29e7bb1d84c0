import { countUpTo } from './film.ts'

/** How recorded time passes when it is played. Both in milliseconds since the beginning, and both only grow. */
export interface Pace {
  /** How long playing takes at normal speed. */
  readonly length: number
  toPlayed(recorded: number): number
  toRecorded(played: number): number
}

export function realPace(length: number): Pace {
  const within = (time: number) => Math.min(Math.max(0, time), length)
  return { length, toPlayed: within, toRecorded: within }
}

/** Where nothing happens for longer than `longest`, that is how long it takes. `times` are when something does, in order. */
export function skippingPace(times: Float64Array, longest: number): Pace {
  const played = new Float64Array(times.length)
  for (let at = 1; at < times.length; at += 1) {
    const gap = (times[at] ?? 0) - (times[at - 1] ?? 0)
    played[at] = (played[at - 1] ?? 0) + Math.min(gap, longest)
  }
  const length = played.at(-1) ?? 0
  return {
    length,
    toPlayed: (time) => between(times, played, time),
    toRecorded: (time) => between(played, times, time),
  }
}

/** The place of `value` among `from`, carried over to `to`. */
function between(from: Float64Array, to: Float64Array, value: number): number {
  const after = countUpTo(from, (one) => one <= value)
  const next = from[after]
  const start = from[after - 1]
  if (start === undefined) return to[0] ?? 0
  if (next === undefined) return to.at(-1) ?? 0
  const [left, right] = [to[after - 1] ?? 0, to[after] ?? 0]
  return left + ((value - start) / (next - start)) * (right - left)
}
