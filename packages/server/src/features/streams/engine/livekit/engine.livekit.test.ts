import type { RoomId, UserId } from '@stoa/contract/http'
import { type Publishing, publishing, type Watching, watching } from '@stoa/media/testing'
import { type LiveKitServer, startLiveKit } from '@stoa/testkit'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type EngineTest, somebody, someRoom, testEngine } from './livekit.testing.ts'
import { partOf } from './names.ts'
import { createLiveKitRooms } from './rooms.ts'

const sdp = 'application/sdp'
const fragment = 'application/trickle-ice-sdpfrag'

let server: LiveKitServer
let node: EngineTest
let ends: (() => void)[]

beforeEach(async () => {
  ends = []
  node = await testEngine(async (webhook) => {
    server = await startLiveKit({ webhook })
    return server.settings
  })
})

afterEach(async () => {
  for (const end of ends) end()
  await server.stop()
  await node.stop()
})

async function publish(
  stream: RoomId,
  publisher: UserId,
): Promise<Publishing & { session: string; etag: string }> {
  const source = await publishing({ codec: 'VP8' })
  ends.push(source.close)
  const { id, etag, answer } = await node.engine.publish(
    { stream, publisher },
    { sdp: source.offer, type: sdp },
  )
  await source.accept(answer)
  return Object.assign(source, { session: id, etag })
}

/** A viewer that uses a ticket as a page does, but by LiveKit's one-shot signalling instead of its own client. */
async function watch(stream: RoomId, viewer: UserId, publisher: UserId): Promise<Watching> {
  const { url, token } = await node.engine.ticket({ stream, user: viewer, name: 'Vi', publish: false })
  const screen = await watching({ codec: 'VP8' })
  ends.push(screen.close)
  const tracks = ['synthesized-camera', 'synthesized-microphone']
  const response = await fetch(`${url.replace(/^ws/, 'http')}/whip/v1`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': sdp,
      'x-livekit-clientinfo': JSON.stringify({ subscribedParticipantTrackNames: { [publisher]: tracks } }),
    },
    body: screen.offer,
  })
  expect(response.status).toBe(201)
  await screen.accept(await response.text())
  return screen
}

async function live(): Promise<{
  stream: RoomId
  host: UserId
  source: Publishing & { session: string; etag: string }
}> {
  const [stream, host] = [someRoom(), somebody()]
  const source = await publish(stream, host)
  await node.event('published', ({ of }) => of.stream === stream)
  return { stream, host, source }
}

async function packetsSent(source: Publishing): Promise<number> {
  const sent = (await source.stats()).filter(({ type }) => type === 'outbound-rtp')
  return sent.reduce((sum, { packetsSent }) => sum + Number(packetsSent), 0)
}

describe('a stream over LiveKit', () => {
  test('S1: is published by a WHIP client that is not ours and watched with a ticket', async () => {
    const { stream, host } = await live()
    expect(await node.event('published')).toMatchObject({ of: { stream, publisher: host } })
    const codecs = () => {
      const last = node.events.findLast((event) => event.kind === 'published' || event.kind === 'facts')
      return last?.facts.codecs.map((codec) => codec.toLowerCase()).sort()
    }
    await expect.poll(codecs).toEqual(['opus', 'vp8'])
    const viewer = somebody()
    const screen = await watch(stream, viewer, host)
    await screen.untilFrames(10)
    await screen.untilSounds(3)
    expect(await node.event('joined')).toMatchObject({ stream, viewer })
  })

  test('S1: has one publisher for each who may publish', async () => {
    const { stream, host } = await live()
    await expect(publish(stream, host)).rejects.toMatchObject({ code: 'CONFLICT' })
    const cohost = somebody()
    await publish(stream, cohost)
    await node.event('published', ({ of }) => of.publisher === cohost)
  })

  test('S1: is interrupted when its publisher stops, goes on when they return, and is gone when they do not', async () => {
    const { stream, host, source } = await live()
    const of = { stream, publisher: host }
    await node.engine.end(source.session)
    await node.event('interrupted')
    node.carried = [{ stream, publishers: [{ publisher: host, present: false }], viewings: [] }]
    await node.engine.sweep()
    node.clock.now += 29_000
    await node.engine.sweep()
    expect(node.events.filter(({ kind }) => kind === 'gone')).toEqual([])
    const again = await publish(stream, host)
    const before = node.events.length
    await expect
      .poll(async () => {
        await node.engine.sweep()
        return node.events.slice(before).some(({ kind }) => kind === 'published')
      })
      .toBe(true)
    node.clock.now += 5_000
    await node.engine.sweep()
    expect(node.events.filter(({ kind }) => kind === 'gone')).toEqual([])
    await node.engine.end(again.session)
    await expect
      .poll(async () => {
        node.clock.now += 16_000
        await node.engine.sweep()
        return node.events.at(-1)
      })
      .toMatchObject({ kind: 'gone', of })
  })

  test('S5: a viewer who is put out leaves, and one who leaves by themselves too', async () => {
    const { stream, host } = await live()
    const [first, second] = [somebody(), somebody()]
    const [one, other] = [await watch(stream, first, host), await watch(stream, second, host)]
    await Promise.all([one.untilFrames(1), other.untilFrames(1)])
    const { viewing } = await node.event('joined', ({ viewer }) => viewer === first)
    await node.engine.remove(stream, first)
    expect(await node.event('left')).toMatchObject({ stream, viewer: first, viewing })
    other.close()
    await node.event('left', ({ viewer }) => viewer === second)
  })

  test('whoever may not be there is put out as they come', async () => {
    const { stream, host } = await live()
    const banned = somebody()
    node.refused.add(banned)
    await watch(stream, banned, host)
    const friend = somebody()
    await watch(stream, friend, host)
    await node.event('joined', ({ viewer }) => viewer === friend)
    const rooms = createLiveKitRooms(server.settings)
    const there = async () =>
      (await rooms.participants(stream)).flatMap(({ identity }) => partOf(identity)?.user ?? [])
    await expect.poll(async () => new Set(await there())).toEqual(new Set([host, friend]))
    expect(node.events.filter((event) => event.kind === 'joined' && event.viewer === banned)).toEqual([])
  })

  test('a viewer’s ticket lets nobody publish', async () => {
    const { stream, host } = await live()
    const { url, token } = await node.engine.ticket({ stream, user: somebody(), name: 'Vi', publish: false })
    const source = await publishing({ codec: 'VP8' })
    ends.push(source.close)
    const response = await fetch(`${url.replace(/^ws/, 'http')}/whip/v1`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': sdp },
      body: source.offer,
    })
    // LiveKit answers as if it took the picture, and takes none.
    await source.accept(await response.text())
    await node.event('joined')
    await expect.poll(() => packetsSent(source)).toBeGreaterThan(20)
    await node.engine.sweep()
    const publishers = node.events.flatMap((event) => (event.kind === 'published' ? event.of.publisher : []))
    expect(new Set(publishers)).toEqual(new Set([host]))
  })

  test('what webhooks did not tell is found by looking', async () => {
    const { stream, host } = await live()
    const [here, away] = [somebody(), somebody()]
    const screen = await watch(stream, here, host)
    await screen.untilFrames(1)
    const { viewing } = await node.event('joined')
    const before = node.events.length
    const publishers = [{ publisher: host, present: false }]
    node.carried = [{ stream, publishers, viewings: [{ viewing: 'PA_gone', viewer: away }] }]
    await node.engine.sweep()
    const found = node.events.slice(before)
    expect(found).toContainEqual(expect.objectContaining({ kind: 'left', viewer: away, viewing: 'PA_gone' }))
    expect(found).toContainEqual(expect.objectContaining({ kind: 'joined', viewer: here, viewing }))
    expect(found).toContainEqual(
      expect.objectContaining({ kind: 'published', of: { stream, publisher: host } }),
    )
  })

  test('closing it ends everything in it', async () => {
    const { stream, host, source } = await live()
    const screen = await watch(stream, somebody(), host)
    await screen.untilFrames(1)
    await node.engine.close(stream)
    await node.event('left')
    await expect(node.engine.end(source.session)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('WHIP over LiveKit', () => {
  test('candidates are taken with the session’s ETag alone', async () => {
    const { source } = await live()
    const ufrag = /a=ice-ufrag:(\S+)/.exec(source.offer)?.[1]
    const pwd = /a=ice-pwd:(\S+)/.exec(source.offer)?.[1]
    const body = [
      `a=ice-ufrag:${ufrag}`,
      `a=ice-pwd:${pwd}`,
      'm=audio 9 UDP/TLS/RTP/SAVPF 0',
      'a=mid:0',
      'a=candidate:1 1 UDP 2122260223 127.0.0.1 9 typ host',
      'a=end-of-candidates',
      '',
    ].join('\r\n')
    const change = { session: source.session, body, type: fragment }
    await expect(node.engine.patch({ ...change, ifMatch: '"another"' })).rejects.toMatchObject({
      code: 'CONFLICT',
    })
    await expect(node.engine.patch({ ...change, ifMatch: undefined })).rejects.toMatchObject({
      code: 'CONFLICT',
    })
    expect(await node.engine.patch({ ...change, ifMatch: source.etag })).toEqual({
      status: 204,
      etag: null,
      body: null,
    })
  })

  test('a body of another type, an offer that is none and a session of nobody are refused', async () => {
    const of = { stream: someRoom(), publisher: somebody() }
    const { engine } = node
    await expect(engine.publish(of, { sdp: 'v=0', type: 'text/plain' })).rejects.toMatchObject({
      code: 'UNSUPPORTED_TYPE',
    })
    await expect(engine.publish(of, { sdp: 'no offer', type: sdp })).rejects.toMatchObject({
      code: 'NOT_ACCEPTABLE',
    })
    await expect(engine.end('made-up-by-somebody')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(engine.watch(of, somebody(), { sdp: 'v=0', type: sdp })).rejects.toMatchObject({
      code: 'NOT_AVAILABLE',
    })
  })
})
