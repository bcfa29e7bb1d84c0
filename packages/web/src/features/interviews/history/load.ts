import type { Client } from '@stoa/client'
import type { RoomId } from '@stoa/contract/http'
import { documentBegun, update } from '@stoa/contract/interviews'
import { type Entry, listEntries } from '@stoa/contract/rooms'
import * as Y from 'yjs'

export interface LoadOptions {
  /** The last seq that is wanted; the newest there is where it is left out. */
  readonly upTo?: number
  /** How much of it is there, 0 to 1, after each page. */
  readonly onProgress?: (share: number) => void
  readonly signal?: AbortSignal
}

/** Every entry of a session's room from the first one on, as it happened. Rejects with a Fault. */
export async function loadHistory(
  client: Client,
  session: RoomId,
  { upTo, onProgress, signal }: LoadOptions = {},
): Promise<Entry[]> {
  const entries: Entry[] = []
  for (;;) {
    signal?.throwIfAborted()
    const after = entries.at(-1)?.seq ?? 0
    const page = await client.call(listEntries, { params: { room: session }, query: { after } })
    for (const entry of page.entries) entries.push(entry)
    const last = Math.min(upTo ?? page.head, page.head)
    const held = entries.at(-1)?.seq ?? 0
    onProgress?.(last === 0 ? 1 : Math.min(1, held / last))
    if (held >= last || page.entries.length === 0) return entries.filter((entry) => entry.seq <= last)
  }
}

/** The text of a code document as it was right after `seq`; empty where it did not exist yet. */
export function documentAt(entries: readonly Entry[], document: number, seq: number): string {
  const doc = new Y.Doc()
  for (const change of updatesOf(entries, document, seq)) Y.applyUpdate(doc, change)
  const text = doc.getText('text').toString()
  doc.destroy()
  return text
}

/** A document's Yjs updates up to `seq`, oldest first; those of another generation do not belong to it (P2). */
function* updatesOf(
  entries: readonly Entry[],
  document: number,
  seq: number,
): Generator<Uint8Array, void, void> {
  let generation: string | undefined
  for (const entry of entries) {
    if (entry.seq > seq) return
    if (entry.seq === document) generation = documentBegun.stored.safeParse(entry.body).data?.generation
    if (entry.about !== document || entry.type !== update.name) continue
    const body = update.stored.safeParse(entry.body)
    if (body.success && body.data.generation === generation) yield bytesOf(body.data.update)
  }
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
}
