import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { endStream } from '@stoa/contract/streams'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LifeTest, one, telling, testStreams } from '../life.testing.ts'
import { createKeeper } from './keeper.ts'

let streams: LifeTest
beforeAll(async () => {
  streams = await testStreams()
})
afterAll(() => streams.close())

test('S6: the list of a recording stays closed, however late its progress is asked for', async () => {
  const { node, database, folderOf } = streams
  const host = await streams.person()
  const stream = await host.create()
  const part = join(folderOf(stream.id), 'part-0001')
  await mkdir(part, { recursive: true })
  await writeFile(join(part, 'segment-00000.ts'), 'x')
  await writeFile(join(part, 'index.m3u8'), '#EXTM3U\n#EXTINF:2.000000,\nsegment-00000.ts\n')
  const list = () => readFile(join(folderOf(stream.id), 'index.m3u8'), 'utf8')
  const keeper = createKeeper({ database, engine: node.engine, folderOf })
  await node.tell(telling(streams.clock).event('published', stream, host), {
    ...{ kind: 'recording', stream: stream.id, state: 'running' },
  })
  await keeper.progress(stream.id)
  expect(await list()).not.toContain('#EXT-X-ENDLIST')
  await host.call(endStream, one(stream))
  await expect.poll(async () => (await host.see(stream)).recording?.status).toBe('ready')
  await keeper.progress(stream.id)
  expect(await list()).toContain('#EXT-X-ENDLIST')
})
