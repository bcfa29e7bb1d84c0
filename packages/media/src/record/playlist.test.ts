import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { describeInputs, hasFfmpeg } from './ffmpeg.ts'
import { assemblePlaylist, positionOf } from './playlist.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stoa-recording-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function part(name: string, startedAt: string, durations: readonly number[], lost = 0) {
  await mkdir(join(folder, name))
  const lines = ['#EXTM3U', '#EXT-X-VERSION:3', '#EXT-X-TARGETDURATION:2', '#EXT-X-PLAYLIST-TYPE:EVENT']
  for (const [at, duration] of durations.entries()) {
    if (at >= lost) await writeFile(join(folder, name, `segment-0000${at}.ts`), 'x')
    const time = at === 0 ? [`#EXT-X-PROGRAM-DATE-TIME:${startedAt}`] : []
    lines.push(...time, `#EXTINF:${duration.toFixed(6)},`, `segment-0000${at}.ts`)
  }
  await writeFile(join(folder, name, 'index.m3u8'), lines.join('\n'))
}

test('S6: one list plays all parts in order, with a break between them', async () => {
  await part('part-0001', '2026-01-01T00:00:00.000+0000', [2, 2.5])
  await part('part-0002', '2026-01-01T00:01:00.000+0000', [1.5])
  // Begun, and nothing written yet.
  await mkdir(join(folder, 'part-0003'))
  const recording = await assemblePlaylist(folder, { ended: true })
  const first = Date.parse('2026-01-01T00:00:00Z')
  expect(recording).toEqual({
    duration: 6,
    segments: 3,
    parts: [
      { startedAt: first, offset: 0, duration: 4.5 },
      { startedAt: first + 60_000, offset: 4.5, duration: 1.5 },
    ],
  })
  const list = await readFile(join(folder, 'index.m3u8'), 'utf8')
  expect(list.split('\n').filter((line) => !/^#EXT(INF|-X-PROGRAM)/.test(line))).toEqual([
    '#EXTM3U',
    '#EXT-X-VERSION:3',
    '#EXT-X-TARGETDURATION:3',
    '#EXT-X-MEDIA-SEQUENCE:0',
    '#EXT-X-PLAYLIST-TYPE:VOD',
    'part-0001/segment-00000.ts',
    'part-0001/segment-00001.ts',
    '#EXT-X-DISCONTINUITY',
    'part-0002/segment-00000.ts',
    '#EXT-X-ENDLIST',
    '',
  ])
  expect(positionOf(recording, first + 3_000)).toBe(3)
  expect(positionOf(recording, first + 30_000)).toBe(4.5)
  expect(positionOf(recording, first + 61_000)).toBe(5.5)
  expect(positionOf(recording, first + 99_000)).toBe(6)
  expect(positionOf(recording, first - 1)).toBe(0)
})

test('S6: a segment that is not there is left out, and a list that goes on stays open', async () => {
  await part('part-0001', '2026-01-01T00:00:00.000+0000', [2, 2], 1)
  expect(await assemblePlaylist(folder, { ended: false })).toMatchObject({ duration: 2, segments: 1 })
  const list = await readFile(join(folder, 'index.m3u8'), 'utf8')
  expect(list).toContain('#EXT-X-PLAYLIST-TYPE:EVENT')
  expect(list).not.toContain('#EXT-X-ENDLIST')
})

test('ffmpeg is told of what there is alone', () => {
  const formats = { video: 'packetization-mode=1', audio: '' }
  const told = describeInputs({ codecs: { video: 'H264' }, formats, ports: { video: 4000, audio: 4002 } })
  expect(told).toContain(
    'm=video 4000 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=fmtp:96 packetization-mode=1\r\n',
  )
  expect(told).not.toContain('m=audio')
})

test('a program that does not run is no ffmpeg', async () => {
  expect(await hasFfmpeg(join(folder, 'none'))).toBe(false)
})
