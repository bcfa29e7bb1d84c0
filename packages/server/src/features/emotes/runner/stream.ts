import type { Moment } from '@stoa/contract/emotes'
import type { Instant, RoomId } from '@stoa/contract/http'
import {
  type Analysis,
  type AnalysisSettings,
  createAnalysis,
  type Finding,
  usualWindows,
} from '../analysis/analysis.ts'
import type { LogRecord } from '../log/log.ts'
import type { Minute, StoredMoment, StoredStream } from './store.ts'

/** A moment as it should be told, and how it was told last; null for never. */
export interface Wanted {
  readonly key: string
  readonly moment: Moment
  readonly stored: StoredMoment | null
}

/**
 * One stream under analysis, with what of it is stored and what is still to be. It only gathers: writing is the shard's, and what was written
 * is said to it afterwards. So a failed write is simply tried again, and what was told before a replay is recognised.
 */
export interface StreamUnderAnalysis {
  readonly stream: RoomId
  /** `replayed`: it was analysed before, and what it did besides counting is written. */
  add(record: LogRecord, replayed: boolean): void
  /** No event before this time will come any more, but what its grace allows. */
  advance(time: Instant): void
  change(settings: AnalysisSettings): void
  /** Moments that are not told as they are now. */
  wanted(): Wanted[]
  readonly minutes: readonly Minute[]
  /** What to go on from; null where that is stored as it is. */
  unsaved(): StoredStream | null
  /** Events that came too late, since the stream is here. */
  readonly late: number
  /** Place of the first event of the oldest open window; null where none is open. */
  readonly openFrom: number | null
  /** Nothing is open, told in part or to be written. */
  readonly idle: boolean
  /** What was asked for here was written. */
  saved(written: {
    readonly moments: readonly { readonly key: string; readonly stored: StoredMoment }[]
    readonly minutes: number
    readonly stream: StoredStream | null
  }): void
  /** This was told, as it turned out. */
  recall(stored: StoredMoment): void
  /** Its room is gone: nobody can be told. */
  forgetMoments(): void
}

const { length, grace } = usualWindows
const keyOf = ({ start, emote }: { readonly start: number; readonly emote: string }) => `${start} ${emote}`

export function createStream(options: {
  readonly stream: RoomId
  readonly settings: AnalysisSettings
  readonly resumed: StoredStream | undefined
  readonly told: readonly StoredMoment[]
}): StreamUnderAnalysis {
  const { stream, resumed } = options
  const analysis: Analysis = createAnalysis(options.settings, usualWindows, resumed)
  /** Told, and not final. */
  const open = new Map(options.told.map((one) => [keyOf(one.moment), one]))
  const wanted = new Map<string, Moment>()
  const minutes: Minute[] = []
  /** Of each window since which place it has events. */
  const since = new Map<number, number>()
  let lastStart = Number.NaN
  const droppedBefore = resumed?.dropped ?? 0
  /** Late ones that are counted already. */
  let counted = 0
  let savedDropped = droppedBefore
  let closedSinceSave = false

  function absorb(findings: readonly Finding[]): void {
    for (const finding of findings) {
      if (finding.kind === 'closed') {
        const { start, counts } = finding
        minutes.push({ stream, at: start, counts })
        since.delete(start)
        closedSinceSave = true
        settle(start, counts)
      } else absorbMoment(finding)
    }
  }

  function absorbMoment({ kind, ...found }: Exclude<Finding, { kind: 'closed' }>): void {
    const key = keyOf(found)
    const told = open.get(key)
    // A log that keeps nothing gives only part of a window after a restart: what was told before is more.
    const known = told !== undefined && told.moment.count > found.count
    const final = kind === 'final' || kind === 'withdrawn'
    if (known) {
      if (final) wanted.set(key, { ...told.moment, final })
    } else if (kind !== 'withdrawn') wanted.set(key, { ...found, final })
    else if (told === undefined) wanted.delete(key)
    else wanted.set(key, { ...found, final, withdrawn: true })
  }

  /** What was told of a window that closed without a word about it. */
  function settle(start: number, counts: Readonly<Record<string, number>>): void {
    for (const [key, { moment }] of open) {
      if (moment.start !== start || wanted.get(key)?.final === true) continue
      const count = counts[moment.emote] ?? 0
      if (count < moment.count) {
        wanted.set(key, { ...moment, final: true })
        continue
      }
      const total = Object.values(counts).reduce((sum, one) => sum + one, 0)
      wanted.set(key, { ...moment, count, total, ratio: count / total, final: true, withdrawn: true })
    }
  }

  /** What was told of windows of which nothing is here any more. */
  function settleLost(): void {
    for (const [key, { moment }] of open) {
      if (moment.start + length + grace > analysis.closedUntil || wanted.get(key)?.final === true) continue
      wanted.set(key, { ...moment, final: true })
    }
  }

  const late = () => analysis.tally.late - counted
  const dropped = () => droppedBefore + late()

  return {
    stream,
    add(record, replayed) {
      const start = Math.floor(record.at / length) * length
      if (start !== lastStart) {
        lastStart = start
        if (!since.has(start) && start + length + grace > analysis.closedUntil) since.set(start, record.place)
      }
      const before = replayed ? analysis.tally.late : 0
      const findings = analysis.add(record)
      if (findings.length > 0) absorb(findings)
      if (replayed) counted += analysis.tally.late - before
    },
    advance(time) {
      const findings = analysis.advance(time)
      if (findings.length > 0) absorb(findings)
      if (open.size > 0) settleLost()
      // One in which nothing counted is closed without a word.
      for (const start of since.keys())
        if (start + length + grace <= analysis.closedUntil) since.delete(start)
    },
    change: (settings) => analysis.change(settings),
    wanted: () => [...wanted].map(([key, moment]) => ({ key, moment, stored: open.get(key) ?? null })),
    minutes,
    unsaved() {
      if (!closedSinceSave && dropped() === savedDropped) return null
      return { stream, closedUntil: analysis.closedUntil, usual: analysis.usual, dropped: dropped() }
    },
    get late() {
      return late()
    },
    get openFrom() {
      return since.size === 0 ? null : Math.min(...since.values())
    },
    get idle() {
      return (
        analysis.openSince === null &&
        open.size + wanted.size + minutes.length === 0 &&
        !closedSinceSave &&
        dropped() === savedDropped
      )
    },
    saved({ moments, minutes: written, stream: state }) {
      for (const { key, stored } of moments) {
        if (stored.moment.final) open.delete(key)
        else open.set(key, stored)
        if (wanted.get(key) === stored.moment) wanted.delete(key)
      }
      minutes.splice(0, written)
      if (state === null) return
      savedDropped = state.dropped
      closedSinceSave = false
    },
    recall(stored) {
      const key = keyOf(stored.moment)
      if (stored.moment.final) open.delete(key)
      else open.set(key, stored)
      const { final, count } = wanted.get(key) ?? stored.moment
      if (stored.moment.final || (!final && count === stored.moment.count)) wanted.delete(key)
    },
    forgetMoments() {
      open.clear()
      wanted.clear()
    },
  }
}
