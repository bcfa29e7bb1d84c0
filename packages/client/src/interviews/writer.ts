import { Fault } from '@stoa/contract/http'
import { type Origin, updateLimit, type update as updateType } from '@stoa/contract/interviews'
import * as Y from 'yjs'
import type * as z from 'zod'
import { retryAfter, toFault } from '../http/refusal.ts'
import { backoff } from '../time/backoff.ts'
import type { Time } from '../time/time.ts'
import { toBase64 } from './base64.ts'
import type { Draft } from './draft.ts'
import type { Pacer } from './pacer.ts'
import { piecesOf } from './pieces.ts'
import { beginStretch, extendStretch, madeOf, mergeStretch, type Stretch, strokesOf } from './strokes.ts'

export type Change = z.input<(typeof updateType)['sent']>
type Selection = readonly [number, number]

export interface WriterOptions {
  readonly doc: Y.Doc
  readonly time: Time
  readonly pacer: Pacer
  readonly draft: Draft
  /** Durable once it resolves. */
  readonly send: (change: Change) => Promise<unknown>
  readonly selection: () => Selection | null
  /** What `saved` or `fault` say may have changed. */
  readonly changed: () => void
  /** What was written here can never be part of the document. */
  readonly refused: (fault: Fault) => void
  readonly report: (error: unknown) => void
}

/**
 * Sends a document's local changes: one at a time, everything made meanwhile merged into the next one. What is not acknowledged
 * is kept on this device.
 */
export interface Writer {
  readonly saved: boolean
  /** Why it does not go on by itself right now. */
  readonly fault: Fault | undefined
  /** A change made here, with the transaction it was made in. */
  add(update: Uint8Array, change: Y.Transaction, origin: Origin): void
  /** Takes over what another writer left; it is kept at once. */
  adopt(update: Uint8Array): void
  /** To which generation of the document they belong: nothing is sent before that is known. */
  begin(generation: string): void
  /** What stood in the way may be gone. */
  retry(): void
  /** Hands everything over to be sent without this. */
  close(): void
  /** Sends nothing any more, and keeps what is left on this device. */
  suspend(): void
  /** Forgets everything that is not sent. */
  drop(): void
}

interface Group {
  readonly origin: Origin
  /** What it is merged from, as it was made; where that is not known, the update alone. */
  readonly made: Stretch | Uint8Array
  /** `now`: where the person is when it goes. */
  selection: Selection | null | 'now'
}

const pace = { first: 1_000, longest: 30_000 }

export function createWriter(options: WriterOptions): Writer {
  const { doc, time, pacer, draft, selection, changed } = options
  let groups: Group[] = []
  let inFlight: Group | undefined
  let flying: Promise<boolean> = Promise.resolve(true)
  let generation: string | undefined
  let fault: Fault | undefined
  let attempts = 0
  let cancelTurn: (() => void) | undefined
  let cancelRetry = () => {}
  let open = true

  function add(update: Uint8Array, change: Y.Transaction, origin: Origin): void {
    const last = groups.at(-1)
    const next = madeOf(update, change, time.now())
    const taken = last?.origin === origin && isStretch(last.made) && extendStretch(last.made, next)
    if (!taken) push({ origin, made: beginStretch(next) })
    added()
  }

  function push(group: Omit<Group, 'selection'>): void {
    const last = groups.at(-1)
    if (last?.selection === 'now') last.selection = selection()
    groups.push({ ...group, selection: 'now' })
  }

  function added(): void {
    draft.keepSoon()
    changed()
    wake()
  }

  function unsent(): Uint8Array | null {
    const all = [...(inFlight === undefined ? [] : [inFlight]), ...groups].map(mergedOf)
    return all.length === 0 ? null : Y.mergeUpdates(all)
  }

  function wake(): void {
    if (!open || generation === undefined || inFlight !== undefined || fault !== undefined) return
    if (groups.length > 0) cancelTurn ??= pacer.next(take)
  }

  function take(): void {
    cancelTurn = undefined
    const [first] = groups
    if (!open || first === undefined || generation === undefined || inFlight !== undefined) return
    const merged = mergedOf(first)
    const pieces = piecesOf(merged, doc, updateLimit)
    if (pieces === null) {
      refuse(new Fault('TOO_LARGE', 'Something in here is too large to be shared.'))
      return
    }
    const parts = pieces.map((piece, place) => ({
      origin: first.origin,
      made: pieces.length === 1 ? first.made : piece,
      // It is where the person is once all of it is there.
      selection: place === pieces.length - 1 ? first.selection : null,
    }))
    const [next, ...rest] = parts
    groups = [...rest, ...groups.slice(1)]
    inFlight = next
    if (next !== undefined) flying = sendOne(next, generation)
  }

  /** False where it is still to be sent. */
  async function sendOne(group: Group, of: string): Promise<boolean> {
    try {
      await options.send(changeOf(group, of))
    } catch (error) {
      if (inFlight !== group) return false
      inFlight = undefined
      groups.unshift(group)
      if (open) hold(toFault(error))
      else options.report(error)
      return false
    }
    if (inFlight !== group) return true
    inFlight = undefined
    attempts = 0
    if (groups.length === 0 && open) draft.discard()
    changed()
    wake()
    return true
  }

  function changeOf(group: Group, of: string): Change {
    const { origin, made } = group
    const strokes = isStretch(made) ? strokesOf(made, time.now()) : undefined
    const change = {
      ...{ generation: of, update: toBase64(mergedOf(group)), origin },
      ...(strokes !== undefined && { strokes }),
    }
    const where = group.selection === 'now' ? selection() : group.selection
    return where === null ? change : { ...change, selection: [where[0], where[1]] }
  }

  function hold(why: Fault): void {
    switch (why.code) {
      case 'BAD_REQUEST':
      case 'CONFLICT':
      case 'GONE':
      case 'NOT_FOUND':
      case 'TOO_LARGE':
      case 'UNKNOWN_TYPE':
        refuse(why)
        return
      case 'NOT_ALLOWED':
      case 'BLOCKED':
      case 'ROOM_CLOSED':
        break
      default:
        cancelRetry = time.after(retryAfter(why) ?? backoff(attempts, pace, time.random), retry)
        attempts += 1
    }
    fault = why
    draft.keepNow()
    changed()
  }

  function retry(): void {
    cancelRetry()
    if (!open || fault === undefined) return
    fault = undefined
    changed()
    wake()
  }

  function refuse(why: Fault): void {
    drop()
    options.refused(why)
  }

  function drop(): void {
    open = false
    groups = []
    inFlight = undefined
    cancelTurn?.()
    cancelRetry()
    draft.discard()
  }

  function suspend(): void {
    open = false
    cancelTurn?.()
    cancelRetry()
    draft.keepNow()
  }

  draft.holds(unsent)

  return {
    get saved() {
      return groups.length === 0 && inFlight === undefined
    },
    get fault() {
      return fault
    },
    add,
    adopt(update) {
      push({ origin: 'type', made: update })
      added()
      draft.keepNow()
    },
    begin(of) {
      generation = of
      draft.belongsTo(of)
      wake()
    },
    retry,
    close() {
      if (!open) return
      suspend()
      if (generation === undefined || fault !== undefined) return
      handOver(generation).catch(options.report)
    },
    suspend,
    drop,
  }

  /** What fails stays in the draft, and goes with the next opening. */
  async function handOver(of: string): Promise<void> {
    const left = groups.map((group) => ({ group, pieces: piecesOf(mergedOf(group), doc, updateLimit) }))
    const sent = left.flatMap(({ group, pieces }) =>
      (pieces ?? []).map((piece) =>
        options.send(changeOf(pieces?.length === 1 ? group : { ...group, made: piece }, of)),
      ),
    )
    const [flew] = await Promise.all([flying, ...sent])
    if (flew && left.every(({ pieces }) => pieces !== null)) draft.discard()
  }
}

function mergedOf({ made }: Pick<Group, 'made'>): Uint8Array {
  return isStretch(made) ? mergeStretch(made) : made
}

function isStretch(made: Group['made']): made is Stretch {
  return 'steps' in made
}
