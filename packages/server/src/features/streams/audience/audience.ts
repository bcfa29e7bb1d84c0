import { setTimeout as delay } from 'node:timers/promises'
import type { RoomId } from '@stoa/contract/http'
import type { EngineEvent } from '../engine/engine.ts'
import type { Needs } from '../needs.ts'
import { closeViewings, openViewings, raisePeaks, type Viewing } from './store.ts'

type Told = Extract<EngineEvent, { kind: 'joined' | 'left' }>

/** Writes down who comes to watch and who leaves (S5), a moment's worth at a time: thousands may come at once. */
export interface Audience {
  hear(event: Told): void
  /** Writes down once more who watches a stream here, as another node may have taken them for gone. */
  restore(stream: RoomId): void
  /** Resolves once all that was heard is written. */
  settled(): Promise<void>
  /** From now on what cannot be written is not tried again. */
  stop(): void
}

/** Milliseconds for which they gather, and before what could not be written is tried again. */
const gathering = 100
const again = 1_000

export function createAudience(
  needs: Pick<Needs, 'database' | 'cluster' | 'log'> & { readonly engine: Pick<Needs['engine'], 'kind'> },
): Audience {
  const { database, engine, log } = needs
  const node = engine.kind === 'built-in' ? needs.cluster.node : null
  const stopping = new AbortController()
  /** Who watches, by stream and viewing. */
  const here = new Map<RoomId, Map<string, Told>>()
  let waiting: Told[] = []
  let writing: Promise<void> | null = null

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      await pause(gathering)
      const taken = waiting
      waiting = []
      await insistently(taken)
    }
    writing = null
  }

  async function insistently(events: readonly Told[]): Promise<void> {
    do {
      try {
        return await write(events)
      } catch (error) {
        log.warn({ err: error, events: events.length }, 'who watches could not be written down')
        await pause(again)
      }
    } while (!stopping.signal.aborted)
  }

  async function write(events: readonly Told[]): Promise<void> {
    const joined = events.filter(({ kind }) => kind === 'joined').map(toViewing)
    const left = events.filter(({ kind }) => kind === 'left').map(toViewing)
    await database.transaction(async (tx) => {
      if (joined.length > 0) await openViewings(tx, joined, node)
      if (left.length > 0) await closeViewings(tx, left)
      if (joined.length > 0) await raisePeaks(tx, [...new Set(joined.map(({ stream }) => stream))])
    })
  }

  async function pause(milliseconds: number): Promise<void> {
    await delay(milliseconds, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined)
  }

  function note(event: Told): void {
    const { stream, viewing } = event
    const there = here.get(stream) ?? new Map<string, Told>()
    if (event.kind === 'joined') there.set(viewing, event)
    else there.delete(viewing)
    if (there.size > 0) here.set(stream, there)
    else here.delete(stream)
  }

  function put(events: Iterable<Told>): void {
    for (const event of events) waiting.push(event)
    writing ??= run()
  }

  return {
    hear(event) {
      // What LiveKit carries may end on another node.
      if (node !== null) note(event)
      put([event])
    },
    restore: (stream) => put(here.get(stream)?.values() ?? []),
    async settled() {
      await writing
    },
    stop: () => stopping.abort(),
  }
}

function toViewing({ stream, viewing, viewer, at }: Told): Viewing {
  return { stream, viewing, viewer, at }
}
