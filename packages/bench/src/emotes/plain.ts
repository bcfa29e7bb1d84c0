import type { CrowdEvent } from './crowd.ts'

/** What is counted, whichever way. */
export interface Counting {
  add(event: CrowdEvent): void
  /** All windows are over: `stream/window/emote` by number. */
  end(): Map<string, number>
}

const minute = 60_000
const interval = 30
const threshold = 0.3

/**
 * The peer: a `Map` per window, as one writes it first. It counts, keeps who sent each emote, looks every 30 events of a stream which shares
 * are above the threshold, and closes a window once time has passed it. It has no baseline and no grace.
 */
export function plainCounting(): Counting {
  interface Window {
    readonly start: number
    total: number
    readonly emotes: Map<string, { count: number; readonly people: Set<string> }>
  }
  const open = new Map<string, Window>()
  const since = new Map<string, number>()
  const closed = new Map<string, number>()
  let moments = 0

  function close(stream: string, { start, emotes }: Window): void {
    for (const [emote, { count }] of emotes) closed.set(`${stream}/${start}/${emote}`, count)
  }

  return {
    add({ stream, user, emote, at }) {
      const start = Math.floor(at / minute) * minute
      let window = open.get(stream)
      if (window === undefined || window.start !== start) {
        if (window !== undefined) close(stream, window)
        window = { start, total: 0, emotes: new Map() }
        open.set(stream, window)
      }
      let one = window.emotes.get(emote)
      if (one === undefined) {
        one = { count: 0, people: new Set() }
        window.emotes.set(emote, one)
      }
      one.count += 1
      one.people.add(user)
      window.total += 1
      const waited = (since.get(stream) ?? 0) + 1
      since.set(stream, waited % interval)
      if (waited < interval) return
      for (const { count, people } of window.emotes.values())
        if (count >= 10 && people.size >= 3 && count / window.total > threshold) moments += 1
    },
    end() {
      for (const [stream, window] of open) close(stream, window)
      if (moments < 0) throw new Error('moments cannot be fewer than none')
      return closed
    },
  }
}
