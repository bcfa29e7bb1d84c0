import { defaultEmotes } from '@stoa/contract/emotes'
import { seeded } from '../frame/seeded.ts'

/** Emotes of many streams as they come, all mixed, in the order of time. */
export interface Crowd {
  readonly streams: readonly string[]
  readonly emotes: readonly string[]
  /** The next so many. */
  next(count: number): CrowdEvent[]
  /** What each stream's windows must come to, counted while they were made: `stream/window/emote` by number. */
  counts(): Map<string, number>
}

export interface CrowdEvent {
  readonly stream: string
  readonly user: string
  readonly emote: string
  readonly at: number
}

const minute = 60_000

/** `events` of `streams`, over ten minutes; each stream has its own viewers. */
export function createCrowd({
  events,
  streams: many,
}: {
  readonly events: number
  readonly streams: number
}): Crowd {
  const random = seeded(5)
  const streams = Array.from({ length: many }, () => crypto.randomUUID())
  const users = Array.from({ length: 5_000 }, () => crypto.randomUUID())
  const emotes = [...defaultEmotes]
  const windows = 10
  const tally = new Uint32Array(many * windows * emotes.length)
  const step = (windows * minute) / events
  let made = 0

  return {
    streams,
    emotes,
    next(count) {
      return Array.from({ length: Math.min(count, events - made) }, () => {
        const stream = Math.floor(random() * many)
        // The more liked ones come more often.
        const emote = Math.floor(random() ** 1.5 * emotes.length)
        const at = Math.floor(made * step)
        made += 1
        const place = (stream * windows + Math.floor(at / minute)) * emotes.length + emote
        tally[place] = (tally[place] ?? 0) + 1
        return {
          stream: streams[stream] ?? '',
          user: users[Math.floor(random() * users.length)] ?? '',
          emote: emotes[emote] ?? '',
          at,
        }
      })
    },
    counts() {
      const counted = new Map<string, number>()
      tally.forEach((count, place) => {
        if (count === 0) return
        const window = Math.floor(place / emotes.length)
        const stream = streams[Math.floor(window / windows)] ?? ''
        counted.set(`${stream}/${(window % windows) * minute}/${emotes[place % emotes.length]}`, count)
      })
      return counted
    },
  }
}
