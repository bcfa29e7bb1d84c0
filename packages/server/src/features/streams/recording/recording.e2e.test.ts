import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  deleteStream,
  endStream,
  positionOf,
  recordingFile,
  type Stream,
  streamThumbnail,
} from '@stoa/contract/streams'
import { type NodeProcess, startNode, startNodeProcess, type TestNode } from '@stoa/testkit'
import { afterEach, expect, test } from 'vitest'
import { one, type Person, type Place, pathOf, personAt } from '../streams.testing.ts'

const ends: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const settings = { mediaBind: '127.0.0.1' }

async function file(at: Place, { token }: Person, stream: Stream, name: string): Promise<Response> {
  return fetch(`${at.url}${pathOf(recordingFile, stream).replace('*', name)}`, {
    headers: { authorization: `Bearer ${token}` },
  })
}

const list = async (at: Place, person: Person, stream: Stream) =>
  (await file(at, person, stream, 'index.m3u8')).text()

/** The stream once so many seconds of it are recorded. */
async function recorded(person: Person, stream: Stream, seconds: number, at?: Place): Promise<Stream> {
  await expect
    .poll(async () => (await person.see(stream, at)).recording?.seconds ?? 0, { timeout: 40_000 })
    .toBeGreaterThan(seconds)
  return person.see(stream, at)
}

test('S6: is recorded as it runs, can be played meanwhile and afterwards, and goes with its stream', async () => {
  const node: TestNode = await startNode({ settings })
  ends.push(() => node.stop())
  const host = await personAt(node, 'host@example.com', ends)
  const stream = await host.create()
  await host.publish(stream)
  const running = await recorded(host, stream, 1)
  expect(running.recording).toMatchObject({ status: 'running', parts: [{ offset: 0 }] })
  const begun = running.recording?.parts[0]?.startedAt ?? 0
  expect(begun).toBeGreaterThanOrEqual(running.startedAt ?? Number.POSITIVE_INFINITY)
  expect(positionOf({ parts: running.recording?.parts ?? [] }, begun + 500)).toBe(0.5)

  const index = await file(node, host, stream, 'index.m3u8')
  expect(index.headers.get('content-type')).toBe('application/vnd.apple.mpegurl')
  expect(index.headers.get('cache-control')).toBe('private, no-cache')
  const text = await index.text()
  expect(text).toContain('#EXT-X-PLAYLIST-TYPE:EVENT')
  const [name = ''] = /part-.*\.ts/.exec(text) ?? []
  const segment = await file(node, host, stream, name)
  expect(segment.headers.get('content-type')).toBe('video/mp2t')
  expect(segment.headers.get('cache-control')).toContain('immutable')
  // Every packet of a transport stream begins with this.
  expect(new Uint8Array(await segment.arrayBuffer())[0]).toBe(0x47)
  for (const name of ['part-0001/..%2f..%2findex.m3u8', '..%2findex.m3u8', 'part-0001/input.sdp', '.stoa'])
    expect((await file(node, host, stream, name)).status, name).toBe(400)
  expect((await file(node, host, stream, 'part-0001/none.ts')).status).toBe(404)

  const { thumbnail } = await host.see(stream)
  expect(thumbnail).toMatch(/\/thumbnail\?at=\d+$/)
  const picture = await fetch(node.url + pathOf(streamThumbnail, stream), {
    headers: { authorization: `Bearer ${host.token}` },
  })
  expect(picture.headers.get('content-type')).toBe('image/jpeg')
  expect(new Uint8Array(await picture.arrayBuffer()).slice(0, 2)).toEqual(new Uint8Array([0xff, 0xd8]))
  await expect
    .poll(() => host.see(stream))
    .toMatchObject({ metadata: { codec: 'VP8', resolution: '160x120', width: 160, height: 120 } })

  await host.call(endStream, one(stream))
  const ready = await host.sees(stream, { recording: expect.objectContaining({ status: 'ready' }) })
  expect(ready.recording?.seconds).toBeGreaterThan(1)
  expect(await list(node, host, stream)).toContain('#EXT-X-ENDLIST')
  const folder = join(node.data, 'recordings', stream.id)
  expect(existsSync(folder)).toBe(true)
  await host.call(deleteStream, one(stream))
  await expect.poll(() => existsSync(folder)).toBe(false)
  expect((await file(node, host, stream, 'index.m3u8')).status).toBe(404)
}, 180_000)

test('S6: what is not to be recorded is not', async () => {
  const node = await startNode({ settings })
  ends.push(() => node.stop())
  const host = await personAt(node, 'host@example.com', ends)
  const stream = await host.create({ record: false })
  await host.publish(stream)
  await host.sees(stream, { status: 'live', recording: null, thumbnail: null })
  expect((await file(node, host, stream, 'index.m3u8')).status).toBe(404)
  expect(existsSync(join(node.data, 'recordings', stream.id))).toBe(false)
})

test('S6: without ffmpeg it is live all the same', async () => {
  const node = await startNode({ settings: { ...settings, ffmpeg: '/nowhere/ffmpeg' } })
  ends.push(() => node.stop())
  const host = await personAt(node, 'host@example.com', ends)
  const stream = await host.create()
  await host.publish(stream)
  await host.sees(stream, { status: 'live', recording: null })
  const player = await host.watch(stream)
  await player.untilFrames(2)
  expect(await host.call(endStream, one(stream))).toMatchObject({ status: 'ended', recording: null })
})

test('S1, S6: a killed server gives its publisher time to return, and the recording goes on in the same place', async () => {
  const data = await mkdtemp(join(tmpdir(), 'stoa-recording-'))
  ends.push(() => rm(data, { recursive: true }))
  const start = async (): Promise<NodeProcess> => {
    const node = await startNodeProcess({ data, settings: { ...settings, mediaReturnSeconds: '20' } })
    ends.push(async () => void (await node.kill('SIGTERM')))
    return node
  }
  const first = await start()
  const host = await personAt(first, 'host@example.com', ends)
  const stream = await host.create()
  await host.publish(stream)
  await recorded(host, stream, 1)
  await first.kill('SIGKILL')

  const second = await start()
  await host.sees(stream, { status: 'live', publishers: [], viewers: 0 }, second)
  await host.publish(stream, { at: second })
  await host.sees(stream, { status: 'live', publishers: [host.user] }, second)
  await expect
    .poll(async () => (await host.see(stream, second)).recording?.parts.length, { timeout: 40_000 })
    .toBe(2)
  await host.call(endStream, one(stream), second)
  const over = await host.sees(stream, { recording: expect.objectContaining({ status: 'ready' }) }, second)
  const [before, after] = over.recording?.parts ?? []
  expect(after?.offset).toBe(before?.seconds)
  const text = await list(second, host, stream)
  expect(text).toContain('#EXT-X-DISCONTINUITY')
  expect(text).toContain('#EXT-X-ENDLIST')
}, 180_000)
