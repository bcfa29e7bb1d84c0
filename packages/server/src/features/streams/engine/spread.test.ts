import { randomUUID } from 'node:crypto'
import { Fault, type RoomId, type UserId } from '@stoa/contract/http'
import { type Publishing, publishing, type Watching, watching } from '@stoa/media/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Leases } from '../../../platform/cluster/cluster.ts'
import { createMemoryCluster, createMemoryHub, type MemoryHub } from '../../../platform/cluster/memory.ts'
import { createLog } from '../../../platform/telemetry/log.ts'
import { createNodes } from '../nodes.ts'
import { scriptedEngine } from '../scripted.testing.ts'
import { createBuiltInEngine, type LocalEngine } from './built-in.ts'
import type { EngineEvent, MediaEngine, MediaSession, Publication } from './engine.ts'
import { spreadEngine } from './spread.ts'

const log = createLog({ logLevel: 'silent', logFormat: 'json' })

interface Node {
  readonly engine: MediaEngine
  readonly events: EngineEvent[]
  /** As if the process had died: its leases lapse, and nobody answers. */
  die(): Promise<void>
}

let clock: { now: number }
let hub: MemoryHub
let nodes: Node[]
let ends: (() => void)[]

beforeEach(() => {
  clock = { now: 1_000_000 }
  hub = createMemoryHub(() => clock.now)
  nodes = []
  ends = []
})
afterEach(async () => {
  for (const end of ends) end()
  for (const node of nodes) await node.die()
})

async function makeNode(): Promise<Node> {
  const now = () => clock.now
  const cluster = createMemoryCluster({ log, clock: now, hub })
  const local = createBuiltInEngine({
    ...{ udpPort: 0, bind: '127.0.0.1', publicAddress: undefined, ffmpeg: 'ffmpeg', returnMs: 30_000 },
    ...{ bitrate: 6_000_000, folderOf: (stream: RoomId) => `/nowhere/${stream}`, log, clock: now },
  })
  const there = createNodes({ cluster, clock: now })
  const engine = spreadEngine({ engine: local, cluster, nodes: there, newId: randomUUID, log })
  const events: EngineEvent[] = []
  engine.listen((event) => events.push(event))
  const stopNodes = await there.start()
  const stop = await engine.start()
  let over: Promise<void> | null = null
  const node: Node = {
    ...{ engine, events },
    die() {
      over ??= (async () => {
        await cluster.close()
        await stop()
        await stopNodes()
      })()
      return over
    },
  }
  nodes.push(node)
  return node
}

const sdp = (offer: string) => ({ sdp: offer, type: 'application/sdp' })
const somebody = () => randomUUID() as UserId
const publication = (): Publication => ({ stream: randomUUID() as RoomId, publisher: somebody() })

async function publish(at: Node, of: Publication): Promise<Publishing & { readonly session: string }> {
  const peer = await publishing()
  ends.push(peer.close)
  const { id: session, answer } = await at.engine.publish(of, sdp(peer.offer))
  await peer.accept(answer)
  return Object.assign(peer, { session })
}

async function watch(
  at: Node,
  of: Publication,
  viewer = somebody(),
): Promise<Watching & { session: string }> {
  const peer = await watching()
  ends.push(peer.close)
  const { id: session, answer } = await at.engine.watch(of, viewer, sdp(peer.offer))
  await peer.accept(answer)
  return Object.assign(peer, { session })
}

const kinds = (node: Node) => node.events.map(({ kind }) => kind).filter((kind) => kind !== 'facts')

test('a stream is carried by the node that was published to, and watched through any', async () => {
  const [one, other] = [await makeNode(), await makeNode()]
  const of = publication()
  await publish(one, of)
  await expect.poll(() => kinds(one)).toEqual(['published'])
  const viewer = await watch(other, of)
  await viewer.untilFrames(3)
  await expect.poll(() => kinds(one)).toEqual(['published', 'joined'])
  // Its session is ended through a node that does not have it, either.
  await other.engine.end(viewer.session)
  await expect.poll(() => kinds(one)).toEqual(['published', 'joined', 'left'])
  await expect(other.engine.end(viewer.session)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(kinds(other)).toEqual([])
})

test('S1: a second publisher is refused on any node, a co-host is not', async () => {
  const [one, other] = [await makeNode(), await makeNode()]
  const of = publication()
  await publish(one, of)
  await expect.poll(() => kinds(one)).toEqual(['published'])
  await expect(publish(other, of)).rejects.toMatchObject({ code: 'CONFLICT' })
  const cohost = { ...of, publisher: somebody() }
  await publish(other, cohost)
  // Carried by the same node.
  await expect.poll(() => kinds(one)).toEqual(['published', 'published'])
  await other.engine.remove(of.stream, cohost.publisher)
  await expect.poll(() => kinds(one)).toEqual(['published', 'published', 'gone'])
})

test('two who begin on two nodes at once come to the same one', async () => {
  const all = [await makeNode(), await makeNode()] as const
  const of = publication()
  await Promise.all([publish(all[0], of), publish(all[1], { ...of, publisher: somebody() })])
  await expect.poll(() => all.map((node) => kinds(node).length).sort()).toEqual([0, 2])
})

test('what the carrying node refuses reaches whoever asked another one', async () => {
  const [one, other] = [await makeNode(), await makeNode()]
  const of = publication()
  const { session } = await publish(one, of)
  const request = { session, body: 'a=end-of-candidates\r\n', type: 'application/trickle-ice-sdpfrag' }
  await expect(other.engine.patch({ ...request, ifMatch: undefined })).rejects.toMatchObject({
    code: 'PRECONDITION_REQUIRED',
  })
  await expect(other.engine.patch({ ...request, ifMatch: '"other"' })).rejects.toMatchObject({
    code: 'PRECONDITION_FAILED',
  })
  await expect(other.engine.patch({ ...request, ifMatch: '*' })).rejects.toMatchObject({
    code: 'NOT_SUPPORTED',
  })
  await expect(other.engine.watch(of, somebody(), sdp('nonsense'))).rejects.toMatchObject({
    code: 'NOT_ACCEPTABLE',
  })
})

test('what is not live is to be tried again soon, and a bad offer keeps nobody from publishing elsewhere', async () => {
  const [one, other] = [await makeNode(), await makeNode()]
  const of = publication()
  await expect(watch(other, of)).rejects.toMatchObject({ code: 'CONFLICT', details: { retryAfter: 2000 } })
  await expect(one.engine.publish(of, sdp('nonsense'))).rejects.toMatchObject({ code: 'NOT_ACCEPTABLE' })
  await publish(other, of)
  await expect.poll(() => kinds(other)).toEqual(['published'])
})

test('once its node died viewers are told to come back, and the publisher begins anew on any other', async () => {
  const [one, other] = [await makeNode(), await makeNode()]
  const of = publication()
  const { session } = await publish(one, of)
  await expect.poll(() => kinds(one)).toEqual(['published'])
  await one.die()
  clock.now += 10_000
  await expect(other.engine.end(session)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(watch(other, of)).rejects.toMatchObject({ code: 'CONFLICT', details: { retryAfter: 2000 } })
  await publish(other, of)
  await expect.poll(() => kinds(other)).toEqual(['published'])
  const viewer = await watch(other, of)
  await viewer.untilFrames(2)
})

test('ending a stream ends its pictures and viewings, asked on any node', async () => {
  const [one, other] = [await makeNode(), await makeNode()]
  const of = publication()
  await publish(one, of)
  await expect.poll(() => kinds(one)).toEqual(['published'])
  const viewer = await watch(other, of)
  await viewer.untilFrames(1)
  await other.engine.close(of.stream)
  await expect.poll(() => kinds(one)).toEqual(['published', 'joined', 'left', 'gone'])
  await expect(watch(other, of)).rejects.toMatchObject({ code: 'CONFLICT' })
})

test('a stream whose publisher waits long for an answer stays claimed, and is let go where nothing comes of it', async () => {
  const stop: (() => Promise<void>)[] = []
  ends.push(() => stop.forEach((end) => void end()))
  const node = () => createMemoryCluster({ log, clock: () => clock.now, hub })
  const [one, other] = [node(), node()]
  const { promise: answer, reject } = Promise.withResolvers<MediaSession>()
  let renewals = 0
  const leases: Leases = {
    ...one.leases,
    async renew(held, milliseconds) {
      renewals += 1
      await one.leases.renew(held, milliseconds)
    },
  }
  const given = {
    nodes: { alive: async () => null },
    newId: randomUUID,
    log,
    timing: { lease: 9_000, every: 5 },
  }
  const slow: LocalEngine = { ...scriptedEngine(), carried: () => [], publish: () => answer }
  const engine = spreadEngine({ ...given, engine: slow, cluster: { ...one, leases } })
  stop.push(await engine.start())
  const watched = spreadEngine({
    ...{ ...given, engine: { ...scriptedEngine(), carried: () => [] }, cluster: other },
  })
  stop.push(await watched.start())
  const of = publication()
  const publishing = engine.publish(of, sdp('v=0'))
  await expect.poll(() => renewals).toBeGreaterThan(3)
  // Asked, the node that has it answers for itself.
  await expect(watched.watch(of, somebody(), sdp('v=0'))).resolves.toMatchObject({ answer: 'v=0' })
  reject(new Fault('NOT_ACCEPTABLE'))
  await expect(publishing).rejects.toMatchObject({ code: 'NOT_ACCEPTABLE' })
  await expect(watched.watch(of, somebody(), sdp('v=0'))).rejects.toMatchObject({ code: 'CONFLICT' })
})

test('S6: a stream that ends is let go once its recording is written, asked on any node', async () => {
  const stop: (() => Promise<void>)[] = []
  ends.push(() => stop.forEach((end) => void end()))
  const node = () => createMemoryCluster({ log, clock: () => clock.now, hub })
  const of = publication()
  const { promise: written, resolve: write } = Promise.withResolvers<void>()
  let carried = [of.stream]
  const steps: string[] = []
  const carrying: LocalEngine = {
    ...scriptedEngine(),
    carried: () => carried,
    async close() {
      carried = []
      steps.push('closed')
    },
    async stopRecording() {
      await written
      steps.push('written')
    },
  }
  const given = {
    nodes: { alive: async () => null },
    newId: randomUUID,
    log,
    timing: { lease: 9_000, every: 5 },
  }
  const one = spreadEngine({ ...given, engine: carrying, cluster: node() })
  stop.push(await one.start())
  const none: LocalEngine = { ...scriptedEngine(), carried: () => [] }
  const other = spreadEngine({ ...given, engine: none, cluster: node() })
  stop.push(await other.start())
  // Once it is claimed, others can ask.
  await expect
    .poll(() =>
      other.watch(of, somebody(), sdp('v=0')).then(
        () => true,
        () => false,
      ),
    )
    .toBe(true)
  const ending = other.close(of.stream).then(() => steps.push('answered'))
  await expect.poll(() => steps).toEqual(['closed'])
  write()
  await ending
  expect(steps).toEqual(['closed', 'written', 'answered'])
})
