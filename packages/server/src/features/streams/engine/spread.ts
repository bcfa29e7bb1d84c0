import { setTimeout as delay } from 'node:timers/promises'
import { Fault, type RoomId } from '@stoa/contract/http'
import type { Cluster, Lock } from '../../../platform/cluster/cluster.ts'
import type { Log } from '../../../platform/database/database.ts'
import type { Nodes } from '../nodes.ts'
import type { LocalEngine } from './built-in.ts'
import { createCourier } from './courier.ts'
import type { MediaEngine, MediaSession } from './engine.ts'
import { type Answer, type Ask, errands, type Verb } from './errands.ts'
import { notLive } from './refusal.ts'

/** Milliseconds after which a node that says nothing carries nothing, and between its words. */
const usual = { lease: 9_000, every: 2_000 }
/** Milliseconds that deciding who carries a stream may take. */
const deciding = 3_000

const keyOf = (stream: RoomId) => `streams:carrier:${stream}`

/**
 * Makes the engine of each node one engine of all nodes: a stream is carried by one node, which a lease tells, and what reaches another
 * node is passed on to it, so that any node serves anybody. A session's id ends with its node's name.
 */
export function spreadEngine({
  engine,
  cluster,
  nodes,
  newId,
  log,
  timing: { lease, every } = usual,
}: {
  readonly engine: LocalEngine
  readonly cluster: Pick<Cluster, 'node' | 'bus' | 'leases' | 'locks'>
  readonly nodes: Pick<Nodes, 'alive'>
  readonly newId: () => string
  readonly log: Log
  readonly timing?: typeof usual
}): MediaEngine {
  const { node, leases, locks } = cluster
  const courier = createCourier({ cluster, newId, log })
  /** Whose lease is held here. */
  const held = new Set<RoomId>()
  /** How many are about to publish a stream. */
  const opening = new Map<RoomId, number>()

  const here = {
    publish: async ({ of, offer }) => signed(await engine.publish(of, offer)),
    watch: async ({ of, viewer, offer }) => signed(await engine.watch(of, viewer, offer)),
    patch: ({ ifMatch, ...request }) => engine.patch({ ...request, ifMatch: ifMatch ?? undefined }),
    end: ({ session }) => emptied(engine.end(session)),
    remove: ({ stream, user }) => emptied(engine.remove(stream, user)),
    close: ({ stream }) => emptied(closeHere(stream)),
    record: ({ of }) => emptied(engine.record(of)),
    stopRecording: ({ stream }) => emptied(engine.stopRecording(stream)),
  } satisfies { [V in Verb]: (ask: Ask<V>) => Promise<Answer<V>> }

  /** With its recording: who carries a stream is forgotten soon after it ends, and nobody could be asked to finish it. */
  async function closeHere(stream: RoomId): Promise<void> {
    await engine.close(stream)
    await engine.stopRecording(stream)
  }

  function signed(session: MediaSession): MediaSession {
    return { ...session, id: `${session.id}_${node}` }
  }

  /** Which node carries a stream; null for none. */
  async function carrierOf(stream: RoomId): Promise<string | null> {
    if (held.has(stream) || engine.carried().includes(stream)) return node
    return (await leases.holders(keyOf(stream))).find((holder) => holder !== node) ?? null
  }

  /** Which node is to carry a stream that somebody is about to publish: this one, where none does. */
  async function claim(stream: RoomId): Promise<string> {
    const known = await carrierOf(stream)
    if (known !== null) return known
    const lock = await lockOf(stream)
    try {
      const carrier = await carrierOf(stream)
      if (carrier !== null) return carrier
      held.add(stream)
      await leases.hold(keyOf(stream), node, lease)
      return node
    } finally {
      await lock?.release()
    }
  }

  /** Null where nobody can be asked: then each node is on its own. */
  async function lockOf(stream: RoomId): Promise<Lock | null> {
    for (let waited = 0; waited < deciding; waited += 50) {
      try {
        const lock = await locks.acquire(keyOf(stream), deciding)
        if (lock !== null) return lock
      } catch (error) {
        if (error instanceof Fault && error.code === 'UNAVAILABLE') return null
        throw error
      }
      await delay(50)
    }
    throw new Fault('UNAVAILABLE', 'Others are about to publish this stream.', {
      details: { retryAfter: 1000 },
    })
  }

  /** Streams carried here are said so again; those that are not any more are let go. */
  async function renew(): Promise<void> {
    for (const stream of held) if (!isWanted(stream)) await release(stream)
    for (const stream of engine.carried()) held.add(stream)
    await leases.renew(
      [...held].map((stream) => ({ key: keyOf(stream), holder: node })),
      lease,
    )
  }

  async function release(stream: RoomId): Promise<void> {
    held.delete(stream)
    await leases.release(keyOf(stream), node)
  }

  /** Publishes with the stream's lease kept, although it is not carried yet; let go where nothing came of it. */
  async function whileOpening<T>(stream: RoomId, work: () => Promise<T>): Promise<T> {
    opening.set(stream, (opening.get(stream) ?? 0) + 1)
    try {
      return await work()
    } finally {
      const left = (opening.get(stream) ?? 1) - 1
      if (left > 0) opening.set(stream, left)
      else opening.delete(stream)
      if (!isWanted(stream) && held.has(stream)) await release(stream)
    }
  }

  function isWanted(stream: RoomId): boolean {
    return opening.has(stream) || engine.carried().includes(stream)
  }

  async function onCarrier(
    stream: RoomId,
    local: () => Promise<unknown>,
    remote: (carrier: string) => Promise<unknown>,
  ): Promise<void> {
    const carrier = await carrierOf(stream)
    if (carrier === node) await local()
    else if (carrier !== null) await remote(carrier)
  }

  /** Where a session is, and what it is called there. */
  function placeOf(session: string): { readonly id: string; readonly at: string } {
    const [, id, at] = /^([\w-]+)_([\da-f-]{36})$/.exec(session) ?? []
    if (id === undefined || at === undefined) throw new Fault('NOT_FOUND')
    return { id, at }
  }

  /** A node that is not there any more took its sessions with it. Faults: NOT_FOUND. */
  async function mustBeThere(at: string): Promise<void> {
    const alive = await nodes.alive()
    if (alive !== null && !alive.has(at)) throw new Fault('NOT_FOUND', 'There is no such session.')
  }

  const publishHere = (ask: Ask<'publish'>) => whileOpening(ask.of.stream, () => here.publish(ask))

  function carryOut(verb: Verb, ask: unknown): Promise<unknown> {
    switch (verb) {
      case 'publish':
        return publishHere(errands.publish.ask.parse(ask))
      case 'watch':
        return here.watch(errands.watch.ask.parse(ask))
      case 'patch':
        return here.patch(errands.patch.ask.parse(ask))
      case 'end':
        return here.end(errands.end.ask.parse(ask))
      case 'remove':
        return here.remove(errands.remove.ask.parse(ask))
      case 'close':
        return here.close(errands.close.ask.parse(ask))
      case 'record':
        return here.record(errands.record.ask.parse(ask))
      case 'stopRecording':
        return here.stopRecording(errands.stopRecording.ask.parse(ask))
    }
  }

  return {
    kind: engine.kind,
    publish: (of, offer) =>
      whileOpening(of.stream, async () => {
        const carrier = await claim(of.stream)
        const ask = { of, offer }
        return carrier === node ? here.publish(ask) : courier.ask(carrier, 'publish', ask)
      }),
    async watch(of, viewer, offer) {
      const carrier = await carrierOf(of.stream)
      if (carrier === null) throw notLive()
      if (carrier === node) return here.watch({ of, viewer, offer })
      try {
        return await courier.ask(carrier, 'watch', { of, viewer, offer })
      } catch (error) {
        // A node that died carries it for a few seconds more, as far as anybody knows.
        if (error instanceof Fault && error.code === 'UNAVAILABLE')
          throw notLive('This is away for a moment.')
        throw error
      }
    },
    async patch({ session, ifMatch = null, ...request }) {
      const { id, at } = placeOf(session)
      const ask = { ...request, session: id, ifMatch }
      if (at === node) return here.patch(ask)
      await mustBeThere(at)
      return courier.ask(at, 'patch', ask)
    },
    async end(session) {
      const { id, at } = placeOf(session)
      if (at === node) return engine.end(id)
      await mustBeThere(at)
      await courier.ask(at, 'end', { session: id })
    },
    ticket: (asked) => engine.ticket(asked),
    remove: (stream, user) =>
      onCarrier(
        stream,
        () => engine.remove(stream, user),
        (carrier) => courier.ask(carrier, 'remove', { stream, user }),
      ),
    close: (stream) =>
      onCarrier(
        stream,
        () => closeHere(stream),
        (carrier) => courier.ask(carrier, 'close', { stream }),
      ),
    record: (of) =>
      onCarrier(
        of.stream,
        () => engine.record(of),
        (carrier) => courier.ask(carrier, 'record', { of }),
      ),
    stopRecording: (stream) =>
      onCarrier(
        stream,
        () => engine.stopRecording(stream),
        (carrier) => courier.ask(carrier, 'stopRecording', { stream }),
      ),
    listen: (listener) => engine.listen(listener),
    async start() {
      const stopTaking = await courier.start(carryOut)
      const stopEngine = await engine.start()
      const renewing = setInterval(() => {
        renew().catch((error: unknown) => log.warn({ err: error }, 'carried streams cannot be renewed'))
      }, every)
      renewing.unref()
      return async () => {
        clearInterval(renewing)
        await stopEngine()
        stopTaking()
        for (const stream of held) await release(stream)
      }
    },
  }
}

async function emptied(work: Promise<unknown>): Promise<Record<never, never>> {
  await work
  return {}
}
