import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'socket.io'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createFrames, createWires, frameOf } from './wire.ts'

const http = createServer()
const io = new Server(http, { path: '/socket', transports: ['websocket'], perMessageDeflate: false })
io.on('connection', (socket) => {
  socket.on('echo', (text: string, ack: (text: string) => void) => ack(text))
})

beforeAll(async () => {
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
})
afterAll(() => io.close())

test.each([10, 1_000, 300_000])(
  'a text of %i letters goes to a real Socket.IO server and back',
  async (length) => {
    const answered = Promise.withResolvers<string>()
    const text = 'é'.repeat(length)
    const { port } = http.address() as AddressInfo
    const wire = createWires()(
      { port, path: '/socket' },
      {
        text(payload) {
          const said = payload.toString()
          if (said.startsWith('0')) wire.send('40')
          if (said.startsWith('40')) wire.send(`420${JSON.stringify(['echo', text])}`)
          if (said.startsWith('43')) answered.resolve(said)
        },
        closed: (reason) => answered.reject(new Error(reason)),
      },
    )
    expect(await answered.promise).toBe(`430${JSON.stringify([text])}`)
    wire.cut()
  },
)

test('frames are found however the stream is cut', () => {
  const stream = Buffer.concat([
    Buffer.from('HTTP/1.1 101 Switching Protocols\r\n\r\n'),
    ...['one', 'x'.repeat(200), 'y'.repeat(70_000)].map((text) => unmasked(text)),
  ])
  for (const size of [13, 1000, stream.length]) {
    const frames = createFrames()
    const found: number[] = []
    for (let at = 0; at < stream.length; at += size)
      frames.push(stream.subarray(at, at + size), {
        text: (payload) => found.push(payload.length),
        closed: (reason) => expect.unreachable(reason),
      })
    expect(found).toEqual([3, 200, 70_000])
  }
})

/** The same frame as a server sends it: without the four bytes of the mask. */
function unmasked(text: string): Buffer {
  const frame = frameOf(text)
  const header = frame.length - text.length - 4
  const head = Buffer.from(frame.subarray(0, header))
  head.writeUInt8(head.readUInt8(1) & 0x7f, 1)
  return Buffer.concat([head, Buffer.from(text)])
}
