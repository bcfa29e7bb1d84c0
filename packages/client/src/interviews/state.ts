import type { RoomId } from '@stoa/contract/http'
import { getDocument, update } from '@stoa/contract/interviews'
import { type Entry, listEntries, replayLimit } from '@stoa/contract/rooms'
import type { Client } from '../api.ts'
import { fromBase64 } from './base64.ts'

/** A document as the server has it: its generation, and updates that make it together. */
export interface ServerState {
  readonly generation: string
  readonly updates: readonly Uint8Array[]
}

export interface Place {
  readonly session: RoomId
  readonly document: number
}

/** What the server has merged already. `upTo` says how far; {@link readRest} has what came since. */
export async function readMerged(
  call: Client['call'],
  { session, document }: Place,
): Promise<ServerState & { readonly upTo: number }> {
  const { upTo, generation, state } = await call(getDocument, { params: { session, document } })
  return { upTo, generation, updates: state === '' ? [] : [fromBase64(state)] }
}

export async function readRest(
  call: Client['call'],
  { session, document }: Place,
  from: { readonly upTo: number; readonly generation: string },
): Promise<readonly Uint8Array[]> {
  const found: Uint8Array[] = []
  for (let after = from.upTo; ; ) {
    const { entries } = await call(listEntries, {
      params: { room: session },
      query: { after, types: update.name },
    })
    found.push(...updatesIn(entries, { document, generation: from.generation }))
    if (entries.length < replayLimit) return found
    after = entries.at(-1)?.seq ?? after
  }
}

/** What of an update a document is made of; its strokes, which are many, are for playback. */
const Body = update.stored.pick({ generation: true, update: true })

/** The updates among these entries that belong to this generation of a document, but for those that are `known` by their text. */
export function updatesIn(
  entries: readonly Entry[],
  of: { readonly document: number; readonly generation: string | undefined },
  known: (base64: string) => boolean = () => false,
): Uint8Array[] {
  return entries.flatMap((entry) => {
    if (entry.type !== update.name || entry.about !== of.document) return []
    const body = Body.safeParse(entry.body)
    if (!body.success || body.data.generation !== of.generation || known(body.data.update)) return []
    return [fromBase64(body.data.update)]
  })
}
