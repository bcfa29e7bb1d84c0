import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { assemblePlaylist, type MediaServer, type ServerEvent, startMediaServer } from '../index.ts'
import { opened, publishing } from '../testing.ts'

const run = promisify(execFile)

let folder: string
let server: MediaServer
let ends: (() => void)[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stoa-recording-'))
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
  server = await startMediaServer({ udpPort: 0, bindAddress: '127.0.0.1', log })
  ends = []
})

afterEach(async () => {
  for (const end of ends) end()
  await server.close()
  await rm(folder, { recursive: true })
})

function next(fits: (event: ServerEvent) => boolean): Promise<ServerEvent> {
  const { promise, resolve } = Promise.withResolvers<ServerEvent>()
  return promise.finally(
    server.listen((event) => {
      if (fits(event)) resolve(event)
    }),
  )
}

async function publish(stream: string) {
  const publisher = await publishing()
  ends.push(publisher.close)
  const live = next(({ type }) => type === 'live')
  await publisher.accept(
    opened(await server.publish({ stream, offer: publisher.offer, type: 'application/sdp' })).answer,
  )
  await live
  return publisher
}

/** Resolves when ffmpeg has written as many whole segments of a part. */
async function segments(part: string, count: number) {
  for (;;) {
    const names = await readdir(join(folder, part)).catch((): string[] => [])
    if (names.includes('index.m3u8')) {
      const list = await readFile(join(folder, part, 'index.m3u8'), 'utf8')
      if ((list.match(/#EXTINF/g) ?? []).length >= count) return
    }
    await next(({ type }) => type === 'stats')
  }
}

async function play(): Promise<{ frames: number; kinds: string[] }> {
  const list = join(folder, 'index.m3u8')
  const shown = [
    '-v',
    'error',
    '-count_frames',
    '-show_entries',
    'stream=codec_name,nb_read_frames',
    '-of',
    'json',
  ]
  const { stdout } = await run('ffprobe', [...shown, list])
  const { streams }: { streams: { codec_name: string; nb_read_frames: string }[] } = JSON.parse(stdout)
  return {
    frames: Number(streams.find(({ codec_name }) => codec_name === 'h264')?.nb_read_frames),
    kinds: streams.map(({ codec_name }) => codec_name).sort(),
  }
}

test('S6: one recording over a publisher who comes back, and a media process that is killed', async () => {
  const first = await publish('show')
  expect(await server.record('show', folder)).toEqual({ ok: true })
  await segments('part-0001', 2)
  const waiting = next((event) => event.type === 'recording' && event.state === 'waiting')
  first.close()
  await waiting
  await publish('show')
  await segments('part-0002', 1)

  if (server.pid === undefined) throw new Error('no media process')
  const back = next(({ type }) => type === 'restarted')
  process.kill(server.pid, 'SIGKILL')
  await back
  // What a server finds that starts after a crash.
  const found = await assemblePlaylist(folder, { ended: true })
  expect(found.parts).toHaveLength(2)
  expect((await play()).frames).toBeGreaterThan(40)

  await publish('show')
  await segments('part-0003', 1)
  expect(await server.stopRecording('show')).toEqual({ ok: true })
  const whole = await assemblePlaylist(folder, { ended: true })
  expect(whole.parts).toHaveLength(3)
  expect(whole.duration).toBeGreaterThan(8)
  const { frames, kinds } = await play()
  expect(kinds).toEqual(['aac', 'h264'])
  // Ten pictures a second.
  expect(frames).toBeGreaterThan(whole.duration * 8)
}, 120_000)
