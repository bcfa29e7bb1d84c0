import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type MediaServer, type ServerEvent, startMediaServer } from './index.ts'
import {
  type Lossy,
  lossyLine,
  opened,
  type Publishing,
  type PublishingOptions,
  publishing,
  seeded,
  type Watching,
  watching,
} from './testing.ts'

const sdp = 'application/sdp'
const fragment = 'application/trickle-ice-sdpfrag'

let server: MediaServer
let happened: ServerEvent[]
let ends: (() => void)[]

beforeEach(async () => {
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
  server = await startMediaServer({ udpPort: 0, bindAddress: '127.0.0.1', returnMs: 20_000, log })
  happened = []
  ends = []
  server.listen((event) => happened.push(event))
})

afterEach(async () => {
  for (const end of ends) end()
  await server.close()
})

/** The first event of a type that meets `fits`, from those that have been on. */
function event<T extends ServerEvent['type']>(
  type: T,
  fits: (event: Extract<ServerEvent, { type: T }>) => boolean = () => true,
): Promise<Extract<ServerEvent, { type: T }>> {
  const { promise, resolve } = Promise.withResolvers<Extract<ServerEvent, { type: T }>>()
  const is = (each: ServerEvent): each is Extract<ServerEvent, { type: T }> => each.type === type
  const check = (each: ServerEvent) => {
    if (is(each) && fits(each)) resolve(each)
  }
  happened.forEach(check)
  return promise.finally(server.listen(check))
}

async function publish(
  stream: string,
  options: PublishingOptions & { line?: Lossy } = {},
): Promise<Publishing & { session: string; etag: string }> {
  const publisher = await publishing(options)
  ends.push(publisher.close)
  const offer = options.line?.alone(publisher.offer) ?? publisher.offer
  const { session, etag, answer } = opened(await server.publish({ stream, offer, type: sdp }))
  await publisher.accept(options.line?.through(answer) ?? answer)
  await event('live', (live) => live.session === session)
  return Object.assign(publisher, { session, etag })
}

async function watch(
  stream: string,
  options: PublishingOptions & { line?: Lossy } = {},
): Promise<{ viewer: Watching; session: string }> {
  const viewer = await watching(options)
  ends.push(viewer.close)
  const offer = options.line?.alone(viewer.offer) ?? viewer.offer
  const { session, answer } = opened(await server.watch({ stream, offer, type: sdp }))
  await viewer.accept(options.line?.through(answer) ?? answer)
  return { viewer, session }
}

describe('publishing and watching', () => {
  test('S1: what a foreign WebRTC publishes, others see and hear, through one port', async () => {
    const one = await publish('one')
    const [first, second] = [await watch('one'), await watch('one')]
    await Promise.all(
      [first, second].flatMap(({ viewer }) => [viewer.untilFrames(15), viewer.untilSounds(20)]),
    )
    const [stats] = await server.stats()
    expect(stats).toMatchObject({
      stream: 'one',
      live: true,
      viewers: 2,
      codecs: { video: 'VP8', audio: 'OPUS' },
    })
    expect(stats?.sentPackets).toBeGreaterThan(stats?.packets ?? Number.POSITIVE_INFINITY)
    for (const peer of [one, first.viewer, second.viewer])
      expect(await portsReachedBy(peer)).toEqual(new Set([server.udpPort]))
  })

  test('S4: whoever publishes or watches is told of one UDP port alone', async () => {
    const [one, other] = [await publishing(), await watching()]
    ends.push(one.close, other.close)
    const published = opened(await server.publish({ stream: 'told', offer: one.offer, type: sdp }))
    await one.accept(published.answer)
    await event('live')
    const watched = opened(await server.watch({ stream: 'told', offer: other.offer, type: sdp }))
    for (const { answer } of [published, watched]) {
      const ports = [...answer.matchAll(/^a=candidate:\S+ \d+ UDP \d+ \S+ (\d+) typ/gim)].map(
        ([, port]) => port,
      )
      expect(new Set(ports)).toEqual(new Set([String(server.udpPort)]))
    }
  })

  test('sound that is offered in the bundle alone, as GStreamer does, is heard', async () => {
    const publisher = await publishing()
    ends.push(publisher.close)
    const offer = publisher.offer.replace(/^m=audio \d+ (.*)$/m, 'm=audio 0 $1\r\na=bundle-only')
    const { answer } = opened(await server.publish({ stream: 'bundled', offer, type: sdp }))
    await publisher.accept(answer)
    await event('live')
    const { viewer } = await watch('bundled')
    await Promise.all([viewer.untilFrames(3), viewer.untilSounds(10)])
  })

  test('VP9 goes through, and a viewer without it is told so', async () => {
    await publish('nine', { codec: 'VP9' })
    const { viewer } = await watch('nine')
    await viewer.untilFrames(5)
    const old = await watching({ codec: 'VP8' })
    ends.push(old.close)
    expect(await server.watch({ stream: 'nine', offer: old.offer, type: sdp })).toMatchObject({
      status: 406,
      message: expect.stringContaining('VP9'),
    })
  })

  test('sound alone is a stream, and a viewer who offers more gets the sound', async () => {
    await publish('radio', { video: false })
    const { viewer } = await watch('radio')
    await viewer.untilSounds(20)
    expect(viewer.frames).toBe(0)
    expect((await server.stats())[0]).toMatchObject({ codecs: { audio: 'OPUS' } })
  })

  test('S1: a second publisher is refused, whoever was first goes on', async () => {
    await publish('taken')
    const other = await publishing()
    ends.push(other.close)
    expect(await server.publish({ stream: 'taken', offer: other.offer, type: sdp })).toMatchObject({
      ok: false,
      status: 409,
      code: 'ALREADY_LIVE',
    })
    const { viewer } = await watch('taken')
    await viewer.untilFrames(3)
  })

  test('S1: what is not live cannot be watched, and says when to ask again', async () => {
    const viewer = await watching()
    ends.push(viewer.close)
    expect(await server.watch({ stream: 'none', offer: viewer.offer, type: sdp })).toMatchObject({
      status: 409,
      code: 'NOT_LIVE',
      retryAfter: expect.any(Number),
    })
    expect(await server.stats()).toEqual([])
  })

  test('S1: a publisher who comes back finds the viewers still there', async () => {
    const before = await publish('back')
    const { viewer, session } = await watch('back')
    await viewer.untilFrames(3)
    before.close()
    const away = await event('interrupted')
    expect(away).toMatchObject({ stream: 'back', session: before.session })
    expect(away.until - away.at).toBe(20_000)
    const seen = viewer.frames
    const again = await publish('back')
    await viewer.untilFrames(seen + 10)
    expect(happened).toContainEqual(
      expect.objectContaining({ type: 'live', session: again.session, resumed: true }),
    )
    expect(happened).not.toContainEqual(expect.objectContaining({ type: 'viewer-left', session }))
  })

  test('ending a stream lets everyone go', async () => {
    await publish('over')
    const { session } = await watch('over')
    await event('viewer-joined')
    await server.endStream('over')
    expect(await event('gone')).toMatchObject({ stream: 'over', reason: 'ended' })
    expect(happened).toContainEqual(
      expect.objectContaining({ type: 'viewer-left', session, reason: 'ended' }),
    )
    expect(await server.stats()).toEqual([])
  })
})

describe('WHIP', () => {
  test('nobody is called at the addresses of an offer, whose client may not have the answer yet', async () => {
    const phone = createSocket('udp4').bind(0, '127.0.0.1')
    await once(phone, 'listening')
    ends.push(() => phone.close())
    let calls = 0
    phone.on('message', () => {
      calls += 1
    })
    const early = await publishing()
    ends.push(early.close)
    const address = `$1 127.0.0.1 ${phone.address().port} typ host`
    const offer = early.offer.replaceAll(/^(a=candidate:\S+ 1 udp \d+) .*$/gim, address)
    expect(offer).toContain(` ${phone.address().port} typ host`)
    opened(await server.publish({ stream: 'early', offer, type: sdp }))
    await publish('later')
    expect(calls).toBe(0)
  })

  test('a wrong content type is 415, a bad offer 406 as a whole, and nothing is left behind', async () => {
    const { offer, close } = await publishing()
    ends.push(close)
    const attempt = (changed: string, type = sdp) => server.publish({ stream: 'bad', offer: changed, type })
    expect(await attempt(offer, 'application/json')).toMatchObject({ status: 415 })
    expect(await attempt('nonsense')).toMatchObject({ status: 406 })
    expect(await attempt(offer.replaceAll(/a=fingerprint.*\r\n/g, ''))).toMatchObject({ status: 406 })
    expect(await attempt(offer.replaceAll(/a=sendonly/g, 'a=recvonly'))).toMatchObject({ status: 406 })
    // Passes for an offer until the library below reads it.
    expect(await attempt(offer.replaceAll(/sha-256 \S+/g, 'sha-256 00:11'))).toMatchObject({ status: 406 })
    expect(await server.stats()).toEqual([])
    expect(opened(await attempt(offer)).answer).toContain('a=candidate')
  })

  test('candidates come by PATCH under the session’s ETag, and a restart that cannot be leaves the session alone', async () => {
    const { session, etag } = await publish('trickle')
    const candidate = 'a=mid:0\r\na=candidate:1 1 UDP 2122260223 127.0.0.1 40000 typ host\r\n'
    const body = `a=ice-ufrag:abcd\r\na=ice-pwd:0123456789012345678901\r\n${candidate}`
    const patch = (ifMatch: string | undefined, text = body, type = fragment) =>
      server.patch({ session, body: text, type, ifMatch })
    expect(etag).toMatch(/^"[^"]+"$/)
    expect(await patch(etag)).toEqual({ ok: true })
    expect(await patch('"other"')).toMatchObject({ status: 412 })
    expect(await patch(undefined)).toMatchObject({ status: 428 })
    expect(await patch(etag, 'nonsense')).toMatchObject({ status: 400 })
    expect(await patch(etag, body, sdp)).toMatchObject({ status: 415 })
    expect(await patch('*')).toMatchObject({ status: 422, code: 'RESTART_UNSUPPORTED' })
    expect(await server.patch({ session: 'none', body, type: fragment, ifMatch: etag })).toMatchObject({
      status: 404,
    })
    const { viewer } = await watch('trickle')
    await viewer.untilFrames(3)
  })

  test('DELETE ends a session once', async () => {
    const { session } = await publish('gone')
    expect(await server.end(session)).toEqual({ ok: true })
    expect(await server.end(session)).toMatchObject({ status: 404 })
    expect(await event('interrupted')).toMatchObject({ session, reason: 'left' })
  })
})

describe('on a bad line', () => {
  test('S3: a viewer who loses one packet in twenty still sees, and another loses nothing', async () => {
    const line = await lossyLine({ port: server.udpPort, loss: 0.05, random: seeded(5) })
    ends.push(line.close)
    await publish('lossy')
    const [bad, good] = [await watch('lossy', { line }), await watch('lossy')]
    await Promise.all([bad.viewer.untilFrames(40), good.viewer.untilFrames(40)])
    expect(line.dropped).toBeGreaterThan(0)
    await vi.waitFor(async () => expect((await statsOf('lossy'))?.resent).toBeGreaterThan(0), 15_000)
    expect(await lostBy(good.viewer)).toBe(0)
  })

  test('S3: what a publisher loses is asked for again', async () => {
    const line = await lossyLine({ port: server.udpPort, loss: 0.1, random: seeded(7) })
    ends.push(line.close)
    await publish('up', { line })
    const { viewer } = await watch('up')
    await viewer.untilFrames(40)
    await vi.waitFor(async () => expect((await statsOf('up'))?.repaired).toBeGreaterThan(0), 15_000)
  })

  test('S5: a viewer who vanishes is gone in 15 seconds', async () => {
    const line = await lossyLine({ port: server.udpPort, loss: 0, random: seeded(1) })
    await publish('vanish')
    const { viewer, session } = await watch('vanish', { line })
    await viewer.untilFrames(2)
    const from = Date.now()
    line.close()
    const left = await event('viewer-left')
    expect(left).toMatchObject({ session, reason: 'silent' })
    expect(left.at - from).toBeLessThan(15_000)
  })
})

/** The ports at which its connection has found the server. */
async function portsReachedBy(peer: Publishing | Watching): Promise<Set<unknown>> {
  const found = (await peer.stats()).filter(({ type }) => type === 'remote-candidate')
  return new Set(found.map(({ port }) => port))
}

/** Of this stream; others of earlier tests may still wait for their publishers. */
async function statsOf(name: string) {
  return (await server.stats()).find(({ stream }) => stream === name)
}

async function lostBy(viewer: Watching): Promise<number> {
  const video = (await viewer.stats()).find(({ type, kind }) => type === 'inbound-rtp' && kind === 'video')
  return Number(video?.['packetsLost'])
}

test('S2: many joins ask the publisher for one keyframe a second at most, and leave nothing behind', async () => {
  await publish('many')
  const from = Date.now()
  for (let round = 0; round < 5; round += 1) {
    const viewers = await Promise.all([watch('many'), watch('many'), watch('many')])
    await Promise.all(viewers.map(({ viewer }) => viewer.untilFrames(1)))
    for (const { viewer, session } of viewers) {
      viewer.close()
      await event('viewer-left', (left) => left.session === session)
    }
  }
  const [stats] = await server.stats()
  expect(stats?.viewers).toBe(0)
  expect(stats?.keyframesAsked).toBeLessThanOrEqual(Math.ceil((Date.now() - from) / 1_000) + 2)
  expect(happened.filter(({ type }) => type === 'session-closed')).toHaveLength(15)
})

test('S1: when the process is killed, another runs, everyone is named, and both can come back', async () => {
  const publisher = await publish('phoenix')
  const { viewer, session } = await watch('phoenix')
  await viewer.untilFrames(2)
  const { pid } = server
  if (pid === undefined) throw new Error('no media process')
  process.kill(pid, 'SIGKILL')
  expect(await event('restarted')).toMatchObject({
    publishers: [{ stream: 'phoenix', session: publisher.session }],
    viewers: [{ stream: 'phoenix', session }],
  })
  expect(happened).toContainEqual(
    expect.objectContaining({ type: 'viewer-left', session, reason: 'crashed' }),
  )
  expect(happened).toContainEqual(expect.objectContaining({ type: 'interrupted', reason: 'crashed' }))
  expect(server.pid).not.toBe(pid)
  const { session: next } = await publish('phoenix')
  expect(await event('live', (live) => live.session === next)).toMatchObject({ resumed: true })
  const again = await watch('phoenix')
  await again.viewer.untilFrames(5)
})

test('S6: without ffmpeg recording is refused in words, and everything else works', async () => {
  await server.close()
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
  server = await startMediaServer({ udpPort: 0, bindAddress: '127.0.0.1', ffmpeg: '/nowhere/ffmpeg', log })
  server.listen((event) => happened.push(event))
  await publish('unrecorded')
  expect(await server.record('unrecorded', '/nowhere')).toMatchObject({
    ok: false,
    code: 'NO_FFMPEG',
    message: expect.stringContaining('/nowhere/ffmpeg'),
  })
  const { viewer } = await watch('unrecorded')
  await viewer.untilFrames(2)
})

test('a port that another has is an error at the start', async () => {
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
  await expect(startMediaServer({ udpPort: server.udpPort, bindAddress: '127.0.0.1', log })).rejects.toThrow()
})
