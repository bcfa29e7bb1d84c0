import { newStreamKey, whep, whip } from '@stoa/contract/streams'
import { startAiortc, startNode, type TestNode } from '@stoa/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { one, type Person, pathOf, personAt } from './streams.testing.ts'

let node: TestNode
let host: Person
let viewer: Person

beforeAll(async () => {
  node = await startNode({ settings: { mediaBind: '127.0.0.1' } })
  host = await personAt(node, 'host@example.com', [])
  viewer = await personAt(node, 'viewer@example.com', [])
})
afterAll(() => node.stop())

test.each(['VP8', 'H264'])(
  'S1: a WHIP client in Python publishes %s with a stream key, and a WHEP player there shows it',
  async (codec) => {
    const stream = await host.create({ record: false })
    const { key } = await host.call(newStreamKey, one(stream))
    const publisher = startAiortc('publish', node.url + pathOf(whip, stream), key, codec)
    await publisher.until(5)
    await host.sees(stream, {
      status: 'live',
      publishers: [host.user],
      metadata: expect.objectContaining({ codec, audioCodec: 'OPUS' }),
    })
    const player = startAiortc('watch', node.url + pathOf(whep, stream), viewer.token)
    await player.until(30)
    await host.sees(stream, { viewers: 1 })
    await player.stop()
    await host.sees(stream, { viewers: 0 })
    await publisher.stop()
    await host.sees(stream, { status: 'live', publishers: [] })
  },
)
