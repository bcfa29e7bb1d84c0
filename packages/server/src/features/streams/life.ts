import { setTimeout as delay } from 'node:timers/promises'
import { Fault, type RoomId, type UserId } from '@stoa/contract/http'
import type { EngineEvent, Publication } from './engine/engine.ts'
import type { FinishNeeds } from './finish.ts'
import type { Needs } from './needs.ts'
import { tellState } from './state.ts'
import { lockStream, mergeFacts, noteRecording, readStream, saveStream } from './store.ts'
import { mayPublish, type StoredStream } from './stream.ts'
import { factsToFields } from './view.ts'

export type LifeNeeds = FinishNeeds & Pick<Needs, 'returnMs' | 'cluster'>

type Told = Exclude<EngineEvent, { kind: 'joined' | 'left' }>

/** Turns what the engine tells of pictures into what a stream is. */
export interface Life {
  hear(event: Told): void
  /** Whose pictures come through this node, as the engine told. */
  publishing(): ReadonlyMap<RoomId, ReadonlySet<UserId>>
  /** Resolves once all that was heard is written. */
  settled(): Promise<void>
  /** From now on what cannot be written is not tried again. */
  stop(): void
}

/** Milliseconds before what could not be written is tried again. */
const again = 1_000

export function createLife(needs: LifeNeeds): Life {
  const { database, engine, log, clock, returnMs } = needs
  const node = engine.kind === 'built-in' ? needs.cluster.node : null
  const publishing = new Map<RoomId, Set<UserId>>()
  /** What happens to one stream happens in its order. */
  const last = new Map<RoomId, Promise<void>>()
  const stopping = new AbortController()

  function note(event: Told): void {
    if (event.kind === 'recording' || event.kind === 'facts') return
    const { stream, publisher } = event.of
    const there = publishing.get(stream) ?? new Set()
    if (event.kind === 'published') there.add(publisher)
    else there.delete(publisher)
    if (there.size > 0) publishing.set(stream, there)
    else publishing.delete(stream)
  }

  async function insistently(event: Told): Promise<void> {
    do {
      try {
        return await apply(event)
      } catch (error) {
        log.warn({ err: error, event: event.kind }, 'what happened to a stream could not be written')
        await delay(again, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined)
      }
    } while (!stopping.signal.aborted)
  }

  async function apply(event: Told): Promise<void> {
    switch (event.kind) {
      case 'published':
        return published(event)
      case 'interrupted':
      case 'gone':
        return change(event.of.stream, (stream) => without(stream, event.of.publisher))
      case 'facts':
        return learn(event)
      case 'recording':
        return recorded(event)
    }
  }

  /** Writes and tells what a change makes of a stream that is not over. */
  async function change(id: RoomId, make: (stream: StoredStream) => StoredStream): Promise<void> {
    await database.transaction(async (tx) => {
      const stream = await lockStream(tx, id)
      if (stream === undefined || stream.status === 'ended') return
      const changed = make(stream)
      if (changed === stream) return
      await saveStream(tx, changed)
      await tellState(needs, tx, changed)
    })
  }

  function without(stream: StoredStream, publisher: UserId): StoredStream {
    if (!stream.publishers.includes(publisher)) return stream
    const publishers = stream.publishers.filter((one) => one !== publisher)
    return { ...stream, publishers, dueAt: publishers.length > 0 ? null : clock() + returnMs }
  }

  async function published({ of, at, facts }: Extract<Told, { kind: 'published' }>): Promise<void> {
    const stream = await database.transaction(async (tx) => {
      const before = await lockStream(tx, of.stream)
      if (before === undefined || before.status === 'ended' || !mayPublish(before, of.publisher)) return null
      const known = before.publishers.includes(of.publisher)
      const changed: StoredStream = {
        ...before,
        ...{ status: 'live', startedAt: before.startedAt ?? at, dueAt: null, node },
        publishers: known ? before.publishers : withOne(before, of.publisher),
        facts: of.publisher === before.host ? { ...before.facts, ...factsToFields(facts) } : before.facts,
      }
      await saveStream(tx, changed)
      if (!known) await tellState(needs, tx, changed)
      return changed
    })
    if (stream === null) return engine.remove(of.stream, of.publisher)
    if (stream.record && of.publisher === stream.host) await record(of)
  }

  /** The host's picture is the first. */
  function withOne({ host, publishers }: StoredStream, publisher: UserId): UserId[] {
    return publisher === host ? [publisher, ...publishers] : [...publishers, publisher]
  }

  async function record(of: Publication): Promise<void> {
    try {
      await engine.record(of)
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      // It goes on without.
      log.warn({ err: error, stream: of.stream }, 'a stream cannot be recorded')
    }
  }

  async function learn({ of, facts }: Extract<Told, { kind: 'facts' }>): Promise<void> {
    const stream = await readStream(database.db, of.stream)
    if (stream?.host === of.publisher) await mergeFacts(database.db, stream.id, factsToFields(facts))
  }

  async function recorded({ stream, state }: Extract<Told, { kind: 'recording' }>): Promise<void> {
    // Whether it is whole is for whoever finishes it to say: after a stop it may go on.
    if (state === 'stopped') return
    await noteRecording(database.db, stream, { recording: state })
  }

  return {
    hear(event) {
      note(event)
      const stream = 'of' in event ? event.of.stream : event.stream
      const next = (last.get(stream) ?? Promise.resolve()).then(() => insistently(event))
      last.set(stream, next)
      void next.finally(() => {
        if (last.get(stream) === next) last.delete(stream)
      })
    },
    publishing: () => publishing,
    async settled() {
      await Promise.all(last.values())
    },
    stop: () => stopping.abort(),
  }
}
