import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import type { RoomId, UserId } from '@stoa/contract/http'
import { publishing, watching } from '@stoa/media/testing'
import type { Logger } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { createBuiltInEngine } from './built-in.ts'

const of = { stream: crypto.randomUUID() as RoomId, publisher: crypto.randomUUID() as UserId }

function engineOn(udpPort: number, bind = '127.0.0.1') {
  const said: string[] = []
  const pids: number[] = []
  const say = (fields: object, words?: string) => {
    said.push(words ?? '')
    if ('pid' in fields) pids.push(Number(fields.pid))
  }
  const log: Pick<Logger, 'debug' | 'info' | 'warn' | 'error'> = {
    debug: say,
    info: say,
    warn: say,
    error: say,
  }
  const engine = createBuiltInEngine({
    ...{ udpPort, bind, publicAddress: undefined, ffmpeg: 'ffmpeg', returnMs: 30_000, bitrate: 6_000_000 },
    ...{ folderOf: () => '/nowhere', log, clock: Date.now },
  })
  return { engine, said, pids }
}

test('O1: a port that another program has is told plainly at the start, and to whoever goes live', async () => {
  const taken = createSocket('udp4')
  taken.bind(0, '127.0.0.1')
  await once(taken, 'listening')
  onTestFinished(() => void taken.close())
  const { port } = taken.address()
  const { engine, said } = engineOn(port)
  const stop = await engine.start()
  const words = `UDP port ${port} is taken by another program; set MEDIA_UDP_PORT to a free one`
  expect(said).toEqual([`live streams cannot be carried: ${words}`])
  await expect(engine.publish(of, { sdp: 'v=0', type: 'application/sdp' })).rejects.toMatchObject({
    ...{ code: 'UNAVAILABLE', message: `Live streams cannot be carried: ${words}.` },
  })
  await stop()
})

test('O1: an address that is not this machine’s is told plainly', async () => {
  const { engine, said } = engineOn(9, '192.0.2.1')
  const stop = await engine.start()
  expect(said).toEqual([
    'live streams cannot be carried: MEDIA_BIND is 192.0.2.1, which is no address of this machine',
  ])
  await stop()
})

test('its media server is started by the first who publishes, and not before', async () => {
  const { engine, said } = engineOn(0)
  const stop = await engine.start()
  onTestFinished(stop)
  await expect(engine.watch(of, of.publisher, { sdp: '', type: '' })).rejects.toMatchObject({
    code: 'CONFLICT',
  })
  await engine.close(of.stream)
  expect(said).toEqual([])
  const peer = await publishing()
  onTestFinished(() => peer.close())
  await engine.publish(of, { sdp: peer.offer, type: 'application/sdp' })
  expect(said).toEqual(['the media server runs'])
  expect(engine.carried()).toEqual([of.stream])
})

test('a publisher who never shows anything leaves nothing behind', async () => {
  const { engine } = engineOn(0)
  onTestFinished(await engine.start())
  const peer = await publishing()
  onTestFinished(() => peer.close())
  const { id } = await engine.publish(of, { sdp: peer.offer, type: 'application/sdp' })
  await engine.end(id)
  await expect.poll(() => engine.carried()).toEqual([])
})

test('when its media server dies, everybody is gone for a moment and may come back', async () => {
  const { engine, pids } = engineOn(0)
  onTestFinished(await engine.start())
  const kinds: string[] = []
  engine.listen(({ kind }) => {
    if (kind !== 'facts') kinds.push(kind)
  })
  async function enter() {
    const [publisher, viewer] = [await publishing(), await watching()]
    onTestFinished(() => {
      publisher.close()
      viewer.close()
    })
    const sent = { sdp: publisher.offer, type: 'application/sdp' }
    await expect
      .poll(async () => {
        try {
          await publisher.accept((await engine.publish(of, sent)).answer)
          return 'open'
        } catch (error) {
          return error
        }
      })
      .toBe('open')
    await expect.poll(() => kinds.at(-1)).toBe('published')
    const asked = { sdp: viewer.offer, type: 'application/sdp' }
    await viewer.accept((await engine.watch(of, of.publisher, asked)).answer)
    await viewer.untilFrames(1)
    await expect.poll(() => kinds.at(-1)).toBe('joined')
  }
  await enter()
  const [pid] = pids
  if (pid === undefined) throw new Error('it does not run')
  process.kill(pid, 'SIGKILL')
  await expect.poll(() => kinds).toEqual(['published', 'joined', 'left', 'interrupted'])
  expect(engine.carried()).toEqual([of.stream])
  await enter()
  expect(kinds).toEqual(['published', 'joined', 'left', 'interrupted', 'published', 'joined'])
})

test('S3: nobody takes a whole audience’s room: 40 viewings of a stream for each, whose places are free again once they end', async () => {
  const { engine } = engineOn(0)
  onTestFinished(await engine.start())
  const [publisher, viewer] = [await publishing(), await watching()]
  onTestFinished(() => {
    publisher.close()
    viewer.close()
  })
  const kinds: string[] = []
  engine.listen(({ kind }) => kinds.push(kind))
  await publisher.accept((await engine.publish(of, { sdp: publisher.offer, type: 'application/sdp' })).answer)
  await expect.poll(() => kinds).toContain('published')
  const [greedy, other] = [crypto.randomUUID() as UserId, crypto.randomUUID() as UserId]
  const watch = (who = greedy) => engine.watch(of, who, { sdp: viewer.offer, type: 'application/sdp' })
  // A refused one takes no place.
  await expect(engine.watch(of, greedy, { sdp: 'v=0', type: 'application/sdp' })).rejects.toMatchObject({
    code: 'NOT_ACCEPTABLE',
  })
  const opened = await Promise.allSettled(Array.from({ length: 41 }, () => watch()))
  expect(opened.filter(({ status }) => status === 'rejected')).toMatchObject([
    { reason: { code: 'TOO_MANY', details: { retryAfter: 5000 } } },
  ])
  await watch(other)
  const first = opened.find((one) => one.status === 'fulfilled')
  await engine.end(first?.value.id ?? '')
  await expect.poll(() => watch().then(() => 'open', String)).toBe('open')
  await expect(watch()).rejects.toMatchObject({ code: 'TOO_MANY' })
})
