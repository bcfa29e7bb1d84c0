import { Fault, type RoomId } from '@stoa/contract/http'
import { documentRemoved, type Origin, trail, update } from '@stoa/contract/interviews'
import type { Entry } from '@stoa/contract/rooms'
import * as Y from 'yjs'
import * as z from 'zod'
import type { Client } from '../api.ts'
import { retryAfter, toFault } from '../http/refusal.ts'
import { computed } from '../store/computed.ts'
import { backoff } from '../time/backoff.ts'
import type { Time } from '../time/time.ts'
import type { DocumentStatus, OpenDocument, RemoteCursor } from './api.ts'
import { fromBase64, toBase64 } from './base64.ts'
import { createDraft, type KeptDraft, lacking, readDrafts, updatesOf } from './draft.ts'
import type { Pacer } from './pacer.ts'
import { fromRelative, toRelative } from './relative.ts'
import { readMerged, readRest, updatesIn } from './state.ts'
import { createTrail } from './trail.ts'
import type { Places } from './whereabouts.ts'
import { createWriter } from './writer.ts'

export interface DocumentOptions {
  readonly session: RoomId
  readonly seq: number
  readonly client: Pick<Client, 'call' | 'send' | 'outbox' | 'connection'>
  readonly kept: Client['kept']
  readonly time: Time
  readonly id: () => string
  readonly pacer: Pacer
  readonly places: Places
  /** As the timeline says; undefined where that was not read yet. */
  readonly generation: () => string | undefined
  /** May this person write, as far as is known? */
  readonly writable: () => boolean
  readonly report: (error: unknown) => void
  readonly closed: () => void
}

/** A document being looked at, with what its interview tells it. */
export interface DocumentParts {
  readonly shown: OpenDocument
  /** From here on it is told every entry: reads what there was before. Again after the timeline was replaced. */
  begin(): void
  applied(entries: readonly Entry[]): void
  /** It may be possible again to read or to write. */
  retry(): void
  placesChanged(): void
  failed(fault: Fault): void
}

const Copy = z.object({ generation: z.string(), state: z.base64() })
const keepAfter = 5_000
const pace = { first: 500, longest: 30_000 }

export function createDocument(options: DocumentOptions): DocumentParts {
  const { session, seq, client, kept, time, pacer, places, report } = options
  const place = { session, document: seq }
  const key = `${session}/${seq}`
  const doc = new Y.Doc()
  const text = doc.getText('text')
  /** The origin of changes that are not this person's. */
  const elsewhere = Symbol('elsewhere')
  let state: DocumentStatus['status'] = 'loading'
  let fault: Fault | undefined
  let generation: string | undefined
  /** Drafts of writers before this one that may not have arrived. */
  let drafts: readonly KeptDraft[] = []
  let selected: readonly [number, number] | null = null
  let cameFrom: Origin = 'type'
  /** The update that went last, in base64. */
  let sent: string | undefined
  let typed = false
  let begun = false
  let reading = 0
  let attempts = 0
  let isClosed = false
  let cancelRetry: (() => void) | undefined
  let cancelKeep: (() => void) | undefined

  const status = computed<DocumentStatus>(() => {
    const why = fault ?? writer.fault
    const shown = { status: state, saved: writer.saved && drafts.length === 0 }
    return why === undefined ? shown : { ...shown, fault: why }
  })
  const cursors = computed<readonly RemoteCursor[]>(() =>
    places.in(seq).flatMap(({ user, at }) => {
      const anchor = at.anchor === undefined ? null : fromRelative(text, at.anchor)
      const head = at.head === undefined ? anchor : fromRelative(text, at.head)
      return anchor === null || head === null ? [] : [{ user, anchor, head }]
    }),
  )
  const writer = createWriter({
    doc,
    time,
    pacer,
    draft: createDraft({ drafts: kept.drafts, key: `${key}/${options.id()}`, time, report }),
    send(change) {
      sent = change.update
      return client.send(session, update, change, seq)
    },
    selection: () => selected,
    changed: status.touch,
    refused: fail,
    report,
  })
  const moves = createTrail({
    time,
    tell(told) {
      // Offline it is not worth keeping: it would only hold up what is.
      if (client.connection.get().status !== 'online' || !options.writable()) return
      client.send(session, trail, told, seq).catch(report)
    },
  })

  doc.on('update', (update: Uint8Array, origin: unknown, _: Y.Doc, change: Y.Transaction) => {
    cursors.touch()
    cancelKeep ??= time.after(keepAfter, keep)
    if (origin === elsewhere) return
    typed = true
    writer.add(update, change, cameFrom)
    cameFrom = 'type'
  })

  function apply(updates: readonly Uint8Array[]): void {
    if (updates.length === 0) return
    doc.transact(() => {
      for (const one of updates) Y.applyUpdate(doc, one, elsewhere)
    }, elsewhere)
  }

  function use(of: string): void {
    generation = of
    writer.begin(of)
    if (state === 'error') return
    state = 'ready'
    fault = undefined
    status.touch()
  }

  /** What was kept on this device. */
  async function restore(): Promise<void> {
    const [stored, left] = await Promise.all([kept.documents.get(key), readDrafts(kept.drafts, `${key}/`)])
    if (isClosed) return
    drafts = left
    const copy = Copy.safeParse(stored)
    const known = options.generation() ?? (copy.success ? copy.data.generation : undefined)
    const mine = left.filter((draft) => draft.generation === known)
    status.touch()
    if (!copy.success || copy.data.generation !== known) return
    apply([fromBase64(copy.data.state), ...updatesOf(mine)])
    use(known)
  }

  const restored = restore().catch(report)

  /** What the server has. `again`: what is here may not be there, whoever wrote it. */
  async function read(again: boolean): Promise<void> {
    reading += 1
    const turn = reading
    const outdated = () => isClosed || turn !== reading
    const [merged] = await Promise.all([readMerged(client.call, place), restored])
    if (outdated()) return
    if (generation !== undefined && generation !== merged.generation)
      return fail(new Fault('GONE', 'This document was replaced by another one.'))
    apply(merged.updates)
    use(merged.generation)
    const rest = await readRest(client.call, place, merged)
    if (outdated()) return
    apply(rest)
    attempts = 0
    if (again && options.writable())
      offer(lacking([...merged.updates, ...rest], [Y.encodeStateAsUpdate(doc)]))
    if (drafts.length > 0) await settleDrafts()
  }

  /** What earlier writers left goes on its way, unless the server has it by now. */
  async function settleDrafts(): Promise<void> {
    await whenIdle()
    if (isClosed) return
    const merged = await readMerged(client.call, place)
    const updates = [...merged.updates, ...(await readRest(client.call, place, merged))]
    if (isClosed) return
    const settled = drafts
    offer(lacking(updates, updatesOf(settled.filter((draft) => draft.generation === merged.generation))))
    drafts = []
    status.touch()
    await Promise.all(settled.map((draft) => kept.drafts.delete(draft.key)))
  }

  function offer(change: Uint8Array | null): void {
    if (change !== null) writer.adopt(change)
  }

  /** Once nothing waits to be sent: what was handed over before a reload may be on its way. */
  function whenIdle(): Promise<void> {
    return new Promise((resolve) => {
      const leave = client.outbox.subscribe(look)
      function look(): void {
        if (client.outbox.get().waiting > 0 && !isClosed) return
        leave()
        resolve()
      }
      look()
    })
  }

  function start(again: boolean): void {
    cancelRetry?.()
    cancelRetry = undefined
    read(again).catch((error: unknown) => {
      if (isClosed) return
      const why = toFault(error)
      if (why.code === 'NOT_FOUND' || why.code === 'GONE') return fail(why)
      if (why.code !== 'UNAVAILABLE') report(why)
      if (state !== 'ready' && why.code !== 'UNAVAILABLE') {
        fault = why
        status.touch()
      }
      const wait = retryAfter(why) ?? backoff(attempts, pace, time.random)
      attempts += 1
      cancelRetry = time.after(wait, () => start(again))
    })
  }

  /** Whoever wrote here was signed out or has stopped: what is left goes with the next opening. */
  function suspend(why: Fault): void {
    keep()
    writer.suspend()
    state = 'error'
    fault = why
    stop()
    status.touch()
  }

  /** It is not there any more: neither is what was kept of it. */
  function fail(why: Fault): void {
    state = 'error'
    fault = why
    writer.drop()
    stop()
    Promise.all([kept.documents.delete(key), kept.drafts.clear(`${key}/`)]).catch(report)
    status.touch()
  }

  function stop(): void {
    reading += 1
    cancelRetry?.()
    cancelKeep?.()
    cancelKeep = () => {}
  }

  function keep(): void {
    cancelKeep = undefined
    if (generation === undefined || state !== 'ready') return
    const copy = { generation, state: toBase64(Y.encodeStateAsUpdate(doc)) }
    kept.documents.put(key, copy).catch(report)
  }

  return {
    shown: {
      seq,
      doc,
      text,
      elements: doc.getMap('elements'),
      status,
      cursors,
      select(selection) {
        selected = selection
        if (selection === null) return places.leave(seq, false)
        const [anchor, head] = selection
        places.move({ document: seq, anchor: toRelative(text, anchor), head: toRelative(text, head) })
        // Where it goes by typing is told with what was typed.
        if (!typed) moves.moved(selection)
        typed = false
      },
      point(at) {
        if (at === null) places.leave(seq, false)
        else places.move({ document: seq, pointer: [at[0], at[1]] })
      },
      cameFrom(origin) {
        cameFrom = origin
      },
      close() {
        if (isClosed) return
        moves.flush()
        places.leave(seq, true)
        writer.close()
        if (cancelKeep !== undefined) keep()
        isClosed = true
        stop()
        doc.destroy()
        options.closed()
      },
    },
    begin() {
      start(begun)
      begun = true
    },
    applied(entries) {
      if (entries.some((entry) => entry.type === documentRemoved.name && entry.about === seq))
        return fail(new Fault('GONE', 'This document was closed for everybody.'))
      if (state !== 'error')
        apply(
          updatesIn(
            entries,
            { document: seq, generation: generation ?? options.generation() },
            // What was made here is here.
            (base64) => base64 === sent,
          ),
        )
    },
    retry() {
      if (options.writable()) writer.retry()
      if (cancelRetry !== undefined) start(false)
    },
    placesChanged: cursors.touch,
    failed: (why) => (why.code === 'NOT_FOUND' || why.code === 'GONE' ? fail(why) : suspend(why)),
  }
}
