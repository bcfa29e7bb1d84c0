import type { Event } from '../analysis/analysis.ts'
import { seeded } from './random.ts'

/** An audience to make up (E8). */
export interface Audience {
  readonly seed: number
  /** Emotes a second, of all viewers together, outside of moments. */
  readonly rate: number
  readonly minutes: number
  readonly viewers: number
  /** How many moments to plant, each in a minute of its own. */
  readonly moments: number
  readonly emotes: readonly string[]
  /** When it begins: a full minute, in ms since 1970. */
  readonly start: number
}

/** Something happened: for a while most of what is sent is this one emote. */
export interface Planted {
  readonly emote: string
  /** Of its minute. */
  readonly start: number
  readonly from: number
  readonly to: number
}

const minute = 60_000
/** Of all that viewers do, how much is a burst of the same emote, and how long those are. */
const bursts = { share: 0.2, least: 3, most: 10 }
/** Milliseconds between the emotes of a burst: as fast as thumbs are, within what the server takes. */
const betweenBurst = { least: 80, most: 200 }
/** Emotes per action: singles, and bursts of 6.5 on average. */
const perAction = 1 - bursts.share + (bursts.share * (bursts.least + bursts.most)) / 2
/** A moment lasts so long, brings so much more, and this share of it is its emote. */
const moment = { least: 20_000, most: 40_000, louder: 2, share: 0.8 }
/** Minutes at the begin without one, in which a stream gets its usual. */
const quietMinutes = 5

/** Where moments are planted. Throws where there are more than minutes to put them in. */
export function plant(audience: Audience): Planted[] {
  const { seed, minutes, moments, emotes, start } = audience
  const free = Array.from({ length: Math.max(0, minutes - quietMinutes) }, (_, n) => n + quietMinutes)
  if (moments > free.length)
    throw new RangeError(
      `${minutes} minutes have room for ${free.length} moments, one a minute after the first ${quietMinutes}`,
    )
  const random = seeded(seed ^ 0x5eed)
  return Array.from({ length: moments }, () => {
    const [at = 0] = free.splice(Math.floor(random() * free.length), 1)
    const length = between(moment, random())
    const from = start + at * minute + random() * (minute - length)
    return {
      emote: pick(emotes, random()),
      start: start + at * minute,
      from,
      to: from + length,
    }
  }).sort((one, other) => one.start - other.start)
}

/** What the audience sends, in the order of time. */
export function* generate(audience: Audience): Generator<Event> {
  const { seed, rate, minutes, viewers, emotes, start } = audience
  const random = seeded(seed)
  const planted = new Map(plant(audience).map((one) => [one.start, one]))
  // What is liked is liked unevenly: the second half as often as the first, the third a third.
  const weights = emotes.map((_, rank) => 1 / Math.sqrt(rank + 1))
  const sum = weights.reduce((all, one) => all + one, 0)
  let waiting: Event[] = []
  let at = start
  for (let minuteAt = start; minuteAt < start + minutes * minute; minuteAt += minute) {
    const events = waiting
    const something = planted.get(minuteAt)
    for (; at < minuteAt + minute; at += wait()) {
      const during = something !== undefined && at >= something.from && at < something.to
      // Thinned out where it is quiet: what comes is a Poisson process at either rate.
      if (!during && random() >= 1 / moment.louder) continue
      act(events, during && random() < moment.share ? something.emote : usual())
    }
    events.sort((one, other) => one.at - other.at)
    waiting = events.filter((event) => event.at >= minuteAt + minute)
    for (const event of events) if (event.at < minuteAt + minute) yield event
  }

  function wait(): number {
    return (-Math.log(1 - random()) * 1000 * perAction) / (rate * moment.louder)
  }
  function usual(): string {
    let left = random() * sum
    for (const [rank, weight] of weights.entries()) {
      left -= weight
      if (left < 0) return emotes[rank] ?? ''
    }
    return emotes.at(-1) ?? ''
  }
  function act(events: Event[], emote: string): void {
    const user = `viewer ${Math.floor(random() * viewers)}`
    const times =
      random() < bursts.share ? bursts.least + Math.floor(random() * (bursts.most - bursts.least + 1)) : 1
    let when = at
    for (let sent = 0; sent < times; sent += 1) {
      events.push({ user, emote, at: Math.floor(when) })
      when += between(betweenBurst, random())
    }
  }
}

function between({ least, most }: { readonly least: number; readonly most: number }, share: number): number {
  return least + share * (most - least)
}

function pick(list: readonly string[], share: number): string {
  return list[Math.floor(share * list.length)] ?? ''
}
