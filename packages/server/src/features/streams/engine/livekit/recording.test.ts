import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { assemblePlaylist } from '@stoa/media'
import { type Egress, type EgressServer, startEgress } from '@stoa/testkit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type EngineTest, somebody, someRoom, testEngine } from './livekit.testing.ts'

/**
 * Against a stand-in: LiveKit's egress is a container with GStreamer and Chrome, which tests cannot have. What is shown is that the requests are those of
 * its API and that what its source writes plays.
 */
let folder: string
let egress: EgressServer
let node: EngineTest

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stoa-egress-'))
  egress = await startEgress({ folder: '/out/recordings', mounted: folder })
  node = await testEngine(async () => egress.settings, folder)
})

afterEach(async () => {
  await node.stop()
  await egress.stop()
  await rm(folder, { recursive: true, force: true })
})

function newest(): Egress {
  const found = egress.egresses.at(-1)
  if (found === undefined) throw new Error('nothing is recorded')
  return found
}

test('S6: the host alone is recorded, once however often it is begun, into a part of the stream’s folder', async () => {
  const of = { stream: someRoom(), publisher: somebody() }
  await node.engine.record(of)
  await node.engine.record(of)
  expect(egress.egresses).toHaveLength(1)
  expect(newest()).toMatchObject({
    roomName: `stoa-${of.stream}`,
    identity: of.publisher,
    playlistName: `/out/recordings/${of.stream}/part-0001/index.m3u8`,
    filenamePrefix: `/out/recordings/${of.stream}/part-0001/segment`,
    segmentDuration: 2,
  })
  expect(node.events).toEqual([{ kind: 'recording', stream: of.stream, state: 'running' }])
})

test('S6: one recording goes on over a reconnect, and all its parts play', async () => {
  const of = { stream: someRoom(), publisher: somebody() }
  await node.engine.record(of)
  await egress.write(newest(), 1_000_000)
  await egress.write(newest(), 1_002_000)
  // It ends by itself when whom it records leaves.
  newest().status = 'EGRESS_COMPLETE'
  await node.engine.record(of)
  expect(basename(dirname(newest().playlistName))).toBe('part-0002')
  await egress.write(newest(), 1_030_000)
  await node.engine.stopRecording(of.stream)
  expect(egress.egresses.map(({ status }) => status)).toEqual(['EGRESS_COMPLETE', 'EGRESS_COMPLETE'])
  expect(node.events.at(-1)).toEqual({ kind: 'recording', stream: of.stream, state: 'stopped' })
  const { parts, segments } = await assemblePlaylist(node.recordingFolder(of.stream), { ended: true })
  expect(segments).toBe(3)
  expect(parts).toEqual([
    { startedAt: 1_000_000, offset: 0, duration: 4 },
    { startedAt: 1_030_000, offset: 4, duration: 2 },
  ])
})

test('without an egress service, or a folder it shares, recording is refused in words', async () => {
  const of = { stream: someRoom(), publisher: somebody() }
  egress.refuse('unavailable')
  await expect(node.engine.record(of)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  const { livekitEgressFolder: _, ...without } = egress.settings
  const other = await testEngine(async () => without)
  await expect(other.engine.record(of)).rejects.toMatchObject({
    code: 'NOT_AVAILABLE',
    message: expect.stringContaining('LIVEKIT_EGRESS_FOLDER'),
  })
  await other.stop()
})
