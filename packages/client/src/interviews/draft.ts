import * as Y from 'yjs'
import * as z from 'zod'
import type { Kept } from '../api.ts'
import type { Time } from '../time/time.ts'
import { fromBase64, toBase64 } from './base64.ts'

/** What was written into a document on this device and is not acknowledged yet. */
const KeptDraft = z.object({ key: z.string(), generation: z.string(), update: z.base64() })
export type KeptDraft = z.output<typeof KeptDraft>

/** One writer's row in the drafts. Other tabs, and writers that were cut off, have theirs. */
export interface Draft {
  /** Where what is to be kept is had from. */
  holds(unsent: () => Uint8Array | null): void
  belongsTo(generation: string): void
  keepSoon(): void
  keepNow(): void
  discard(): void
}

/** An acknowledgement usually comes sooner; what is on its way is in the outbox anyway. */
const soon = 200

export function createDraft(options: {
  readonly drafts: Kept
  readonly key: string
  readonly time: Time
  readonly report: (error: unknown) => void
}): Draft {
  const { drafts, key, time, report } = options
  let unsent: () => Uint8Array | null = () => null
  let generation: string | undefined
  let cancel: (() => void) | undefined
  let isThere = false
  let writing: Promise<void> = Promise.resolve()

  function write(one: () => Promise<void>): void {
    // One after another, so that none is written again after it was deleted.
    writing = writing.then(one).catch(report)
  }

  function keepNow(): void {
    cancel?.()
    cancel = undefined
    const update = unsent()
    if (update === null || generation === undefined) return
    isThere = true
    const row: KeptDraft = { key, generation, update: toBase64(update) }
    write(() => drafts.put(key, row))
  }

  return {
    holds(source) {
      unsent = source
    },
    belongsTo(of) {
      generation = of
    },
    keepSoon() {
      cancel ??= time.after(soon, keepNow)
    },
    keepNow,
    discard() {
      cancel?.()
      cancel = undefined
      if (!isThere) return
      isThere = false
      write(() => drafts.delete(key))
    },
  }
}

/** Drafts of writers before this one. */
export async function readDrafts(drafts: Kept, prefix: string): Promise<KeptDraft[]> {
  return (await drafts.list(prefix)).flatMap((value) => {
    const row = KeptDraft.safeParse(value)
    return row.success ? [row.data] : []
  })
}

/** What of these changes a state, made of updates, lacks; null for nothing. */
export function lacking(state: readonly Uint8Array[], changes: readonly Uint8Array[]): Uint8Array | null {
  const scratch = new Y.Doc()
  for (const update of state) Y.applyUpdate(scratch, update)
  const found: Uint8Array[] = []
  // Yjs tells of an update only what was new in it, deletions included, which state vectors do not know of.
  scratch.on('update', (update: Uint8Array) => found.push(update))
  for (const change of changes) Y.applyUpdate(scratch, change)
  scratch.destroy()
  return found.length === 0 ? null : Y.mergeUpdates(found)
}

export function updatesOf(drafts: readonly KeptDraft[]): Uint8Array[] {
  return drafts.map((draft) => fromBase64(draft.update))
}
