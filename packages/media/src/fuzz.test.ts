import { afterEach, beforeEach, expect, test } from 'vitest'
import { type MediaServer, type MediaServerOptions, startMediaServer } from './index.ts'
import { opened, type Publishing, publishing, seeded, watching } from './testing.ts'

const sdp = 'application/sdp'
const log: MediaServerOptions['log'] = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
}

let server: MediaServer
let publisher: Publishing

beforeEach(async () => {
  server = await startMediaServer({ udpPort: 0, bindAddress: '127.0.0.1', log })
  publisher = await publishing()
})

afterEach(async () => {
  publisher.close()
  await server.close()
})

/** The text with a few lines lost, doubled, cut short, or with a number or a character changed. */
function damaged(text: string, random: () => number): string {
  const lines = text.split('\r\n')
  const below = (limit: number) => Math.floor(random() * limit)
  for (let left = 1 + below(3); left > 0; left -= 1) {
    const at = below(lines.length)
    const line = lines[at] ?? ''
    const cut = below(line.length)
    const ways = [
      () => lines.splice(at, 1),
      () => lines.splice(at, 0, lines[below(lines.length)] ?? ''),
      () => lines.splice(at, 1, line.slice(0, cut)),
      () =>
        lines.splice(
          at,
          1,
          line.replace(/\d+/, () => String(below(2 ** 40))),
        ),
      () =>
        lines.splice(at, 1, line.slice(0, cut) + String.fromCharCode(32 + below(95)) + line.slice(cut + 1)),
    ]
    ways[below(ways.length)]?.()
  }
  return lines.join('\r\n')
}

test('damaged offers and candidates are answered with a coded refusal, and the process goes on', async () => {
  const live = Promise.withResolvers<void>()
  server.listen(({ type }) => type === 'live' && live.resolve())
  await publisher.accept(
    opened(await server.publish({ stream: 'x', offer: publisher.offer, type: sdp })).answer,
  )
  await live.promise
  const viewer = await watching()
  const { pid } = server
  const random = seeded(20_261_122)
  const statuses = new Set<number>()
  for (let round = 0; round < 120; round += 1) {
    const outcome =
      round % 2 === 0
        ? await server.publish({ stream: `y${round}`, offer: damaged(publisher.offer, random), type: sdp })
        : await server.watch({ stream: 'x', offer: damaged(viewer.offer, random), type: sdp })
    if (!outcome.ok) {
      statuses.add(outcome.status)
      continue
    }
    const port = Math.floor(random() * 90_000)
    await server.patch({
      session: outcome.session,
      body: damaged(`a=mid:0\r\na=candidate:1 1 UDP 1 10.0.0.${port % 400} ${port} typ host\r\n`, random),
      type: 'application/trickle-ice-sdpfrag',
      ifMatch: outcome.etag,
    })
    await server.end(outcome.session)
  }
  viewer.close()
  expect([...statuses]).toEqual([406])
  expect(server.pid).toBe(pid)
  expect((await server.stats()).map(({ stream }) => stream)).toEqual(['x'])
})
