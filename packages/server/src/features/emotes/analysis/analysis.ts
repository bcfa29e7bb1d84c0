import { createBaseline, type Usual } from './baseline.ts'
import { isSignificant, type Significance } from './significance.ts'

/** One viewer's emote, as the log has it. Times in ms since 1970. */
export interface Event {
  readonly user: string
  readonly emote: string
  readonly at: number
}

/** In force from the next evaluation on (E6). */
export interface AnalysisSettings extends Significance {
  /** Evaluate after so many events. */
  readonly interval: number
  readonly allowedEmotes: readonly string[]
}

/** Milliseconds: a window's length, and how long after its end an event of it still counts (E3). */
export interface Windows {
  readonly length: number
  readonly grace: number
}

export const usualWindows: Windows = { length: 60_000, grace: 10_000 }

interface Found {
  readonly emote: string
  readonly start: number
  readonly end: number
  readonly count: number
  readonly total: number
  readonly ratio: number
  readonly people: number
}

/**
 * What analysis tells. A moment is `found` once, `grown` as its counts do, and at the close of its window `final`, or `withdrawn`
 * where it is not significant after all. Which moments are final depends on a window's events alone, not on their order.
 */
export type Finding =
  | ({ readonly kind: 'found' | 'grown' | 'final' | 'withdrawn' } & Found)
  | { readonly kind: 'closed'; readonly start: number; readonly counts: Readonly<Record<string, number>> }

export interface Tally {
  readonly processed: number
  /** Came after its window had closed. */
  readonly late: number
  /** Not among the allowed emotes. */
  readonly refused: number
}

/** Where an analysis before this one had got to: what it had closed stays closed, and what was usual stays so. */
export interface Resumed {
  readonly closedUntil: number
  readonly usual: Usual
}

/** The emotes of one stream, window by window (E3–E5). No clock, no I/O: events in, findings out. */
export interface Analysis {
  add(event: Event): readonly Finding[]
  /** No event before this time minus the grace will come any more: closes what that ends. */
  advance(time: number): readonly Finding[]
  change(settings: AnalysisSettings): void
  readonly tally: Tally
  /** Start of the oldest open window; null where none is. Everything before it is settled. */
  readonly openSince: number | null
  /** Windows that end, with their grace, up to here are closed; -Infinity before anything came. */
  readonly closedUntil: number
  readonly usual: Usual
}

/** People told apart per window and emote: more are not needed to decide, and each costs memory. */
const peopleCounted = 10

/** What is counted lies in flat lists by the emote's number: an event touches as little memory as can be, for thousands of streams. */
interface Window {
  readonly start: number
  total: number
  readonly counts: number[]
  /** The count last told; 0 for not told. */
  readonly told: number[]
  /** Who sent each, the first {@link peopleCounted}. */
  readonly people: string[][]
}

const nothing: readonly Finding[] = []

export function createAnalysis(
  initial: AnalysisSettings,
  { length, grace }: Windows = usualWindows,
  resumed?: Resumed,
): Analysis {
  const windows = new Map<number, Window>()
  const baseline = createBaseline(resumed?.usual)
  let settings = initial
  // Emotes as numbers, so that counting one is a look-up and an addition.
  const emotes: string[] = []
  let allowed = numbered(initial.allowedEmotes)
  /** Where the event before was: the next one is there as a rule. */
  let current: Window | null = null
  let sinceEvaluation = 0
  let watermark = resumed?.closedUntil ?? Number.NEGATIVE_INFINITY
  /** When the oldest open window closes; Infinity where none is open. */
  let nextClose = Number.POSITIVE_INFINITY
  const tally = { processed: 0, late: 0, refused: 0 }

  function advance(time: number): readonly Finding[] {
    if (time <= watermark) return nothing
    watermark = time
    if (time < nextClose) return nothing
    let findings: Finding[] | null = null
    // In the order of time, so that each is judged by what was before it.
    for (const start of [...windows.keys()].sort((one, other) => one - other)) {
      const window = windows.get(start)
      if (window === undefined || start + length + grace > watermark) continue
      windows.delete(start)
      if (current === window) current = null
      findings ??= []
      close(window, findings)
    }
    nextClose = Math.min(...[...windows.keys()].map((start) => start + length + grace))
    return findings ?? nothing
  }

  function close(window: Window, findings: Finding[]): void {
    const counts = new Map<string, number>()
    for (let number = 0; number < window.counts.length; number += 1) {
      const count = window.counts[number]
      const emote = emotes[number]
      if (!count || emote === undefined) continue
      counts.set(emote, count)
      if (count < settings.leastCount && window.told[number] === 0) continue
      const found = describe(window, emote, number)
      const significant = isSignificant(found, baseline.expected(emote), settings)
      if (significant) findings.push({ kind: 'final', ...found })
      else if (window.told[number] !== 0) findings.push({ kind: 'withdrawn', ...found })
    }
    baseline.learn(counts, window.total)
    findings.push({ kind: 'closed', start: window.start, counts: Object.fromEntries(counts) })
  }

  /** Looks at the open windows, and tells what is significant and was not told so. */
  function evaluate(): readonly Finding[] {
    let findings: Finding[] | null = null
    for (const window of windows.values()) {
      // What cannot be significant needs no description.
      const least = Math.max(settings.leastCount, settings.threshold * window.total)
      for (let number = 0; number < window.counts.length; number += 1) {
        const count = window.counts[number]
        const emote = emotes[number]
        const told = window.told[number]
        if (count === undefined || count < least || told === count || emote === undefined) continue
        const found = describe(window, emote, number)
        if (!isSignificant(found, baseline.expected(emote), settings)) continue
        findings ??= []
        findings.push({ kind: told === 0 ? 'found' : 'grown', ...found })
        window.told[number] = count
      }
    }
    return findings ?? nothing
  }

  function describe({ start, total, counts, people }: Window, emote: string, number: number): Found {
    const count = counts[number] ?? 0
    const end = start + length
    return { emote, start, end, count, total, ratio: count / total, people: people[number]?.length ?? 0 }
  }

  /** Numbers of these emotes; each keeps its own for ever. */
  function numbered(list: readonly string[]): Map<string, number> {
    for (const emote of list) if (!emotes.includes(emote)) emotes.push(emote)
    return new Map(list.map((emote) => [emote, emotes.indexOf(emote)]))
  }

  const startOf = (at: number) => Math.floor(at / length) * length

  function windowAt(at: number): Window {
    const start = startOf(at)
    const known = windows.get(start)
    if (known !== undefined) return known
    const window: Window = { start, total: 0, counts: [], told: [], people: [] }
    windows.set(start, window)
    nextClose = Math.min(nextClose, start + length + grace)
    return window
  }

  function count(window: Window, emote: number, user: string): void {
    const { counts, people } = window
    for (let number = counts.length; number <= emote; number += 1) {
      counts.push(0)
      window.told.push(0)
      people.push([])
    }
    counts[emote] = (counts[emote] ?? 0) + 1
    window.total += 1
    const known = people[emote]
    if (known !== undefined && known.length < peopleCounted && !known.includes(user)) known.push(user)
  }

  return {
    add({ user, emote, at }) {
      const number = allowed.get(emote)
      if (number === undefined) {
        tally.refused += 1
        return nothing
      }
      // What is younger than the grace is never late, and needs no closer look.
      if (at < watermark - grace && startOf(at) + length + grace <= watermark) {
        tally.late += 1
        return nothing
      }
      const closed = advance(at)
      if (current === null || at < current.start || at >= current.start + length) current = windowAt(at)
      count(current, number, user)
      tally.processed += 1
      sinceEvaluation += 1
      if (sinceEvaluation < settings.interval) return closed
      sinceEvaluation = 0
      const found = evaluate()
      return closed.length === 0 ? found : [...closed, ...found]
    },
    advance,
    change(next) {
      settings = next
      allowed = numbered(next.allowedEmotes)
    },
    get tally() {
      return { ...tally }
    },
    get openSince() {
      return windows.size === 0 ? null : Math.min(...windows.keys())
    },
    get closedUntil() {
      return watermark
    },
    get usual() {
      return baseline.usual
    },
  }
}
