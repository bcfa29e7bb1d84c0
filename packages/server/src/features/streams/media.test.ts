import { randomUUID } from 'node:crypto'
import { FaultBody, type RoomId, UserId } from '@stoa/contract/http'
import {
  createStream,
  endStream,
  inviteCohost,
  mediaTicket,
  newStreamKey,
  removeCohost,
  type Stream,
  whep,
  whip,
} from '@stoa/contract/streams'
import { publishing, watching } from '@stoa/media/testing'
import { startNode, type TestNode } from '@stoa/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { one, type Person, pathOf, personAt, post } from './streams.testing.ts'

let node: TestNode
let host: Person
let viewer: Person
let stream: Stream
const ends: (() => void)[] = []

beforeAll(async () => {
  node = await startNode({ settings: { mediaBind: '127.0.0.1', mediaReturnSeconds: '2' } })
  host = await personAt(node, 'host@example.com', ends)
  viewer = await personAt(node, 'viewer@example.com', ends)
})
beforeEach(async () => {
  stream = await host.create({ record: false })
})
afterEach(() => {
  for (const end of ends.splice(0)) end()
})
afterAll(() => node.stop())

async function offer(): Promise<string> {
  const peer = await publishing()
  ends.push(peer.close)
  return peer.offer
}

/** Status, code and how long to wait. */
async function refusal(reply: Response) {
  const { error } = FaultBody.parse(await reply.json())
  return [reply.status, error, reply.headers.get('retry-after')]
}

const publish = (bearer: string | undefined, body: string, type?: string) =>
  post(node.url + pathOf(whip, stream), {
    body,
    ...(bearer === undefined ? {} : { bearer }),
    ...(type === undefined ? {} : { type }),
  })

describe('WHIP, whose refusals say what is wrong', () => {
  test('S1: 401 for a wrong key, no key and one that was replaced', async () => {
    const sdp = await offer()
    expect(await refusal(await publish(undefined, sdp))).toEqual([401, 'NOT_SIGNED_IN', null])
    expect(await refusal(await publish('live_wrong', sdp))).toEqual([401, 'NOT_SIGNED_IN', null])
    const { key: old } = await host.call(newStreamKey, one(stream))
    const { key } = await host.call(newStreamKey, one(stream))
    expect(key).not.toBe(old)
    const replaced = await publish(old, sdp)
    expect(replaced.headers.get('www-authenticate')).toBe('Bearer')
    expect(await refusal(replaced)).toEqual([401, 'NOT_SIGNED_IN', null])
    const other = await host.create()
    const elsewhere = await post(node.url + pathOf(whip, other), { bearer: key, body: sdp })
    expect(await refusal(elsewhere)).toEqual([401, 'NOT_SIGNED_IN', null])
    expect((await publish(key, sdp)).status).toBe(201)
  })

  test('404 for a stream that is not there, 403 for somebody who may not publish', async () => {
    const sdp = await offer()
    const nowhere = { id: randomUUID() as RoomId }
    const missing = await post(node.url + pathOf(whip, nowhere), { bearer: host.token, body: sdp })
    expect(await refusal(missing)).toEqual([404, 'NOT_FOUND', null])
    expect(await refusal(await publish(viewer.token, sdp))).toEqual([403, 'NOT_ALLOWED', null])
  })

  test('406 for a bad offer, 415 for another type, 400 for nothing', async () => {
    expect(await refusal(await publish(host.token, 'hello'))).toEqual([406, 'NOT_ACCEPTABLE', null])
    const player = await watching()
    ends.push(player.close)
    expect(await refusal(await publish(host.token, player.offer))).toEqual([406, 'NOT_ACCEPTABLE', null])
    const sdp = await offer()
    for (const type of ['application/json', 'text/plain', 'application/trickle-ice-sdpfrag'])
      expect(await refusal(await publish(host.token, sdp, type))).toEqual([415, 'UNSUPPORTED_TYPE', null])
    expect(await refusal(await publish(host.token, ''))).toEqual([400, 'BAD_REQUEST', null])
  })

  test('S1: 409 for a second publisher, 410 once it is over', async () => {
    await host.publish(stream)
    await host.sees(stream, { status: 'live' })
    expect((await refusal(await publish(host.token, await offer()))).slice(0, 2)).toEqual([409, 'CONFLICT'])
    await host.call(endStream, one(stream))
    expect(await refusal(await publish(host.token, await offer()))).toEqual([410, 'GONE', null])
    await expect(host.call(newStreamKey, one(stream))).rejects.toMatchObject({ code: 'GONE' })
  })

  test('a session takes candidates by its ETag, refuses a restart and goes on, and ends whatever ETag is named', async () => {
    const session = await host.publish(stream)
    expect(session.location).toMatch(/^\/api\/v1\/media\/[\w-]{16,64}$/)
    expect(session.etag).toMatch(/^"[\w-]+"$/)
    await host.sees(stream, { status: 'live' })
    const patch = (ifMatch?: string, type = 'application/trickle-ice-sdpfrag', at = session.location) =>
      fetch(node.url + at, {
        method: 'PATCH',
        headers: { 'content-type': type, ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }) },
        body: 'a=ice-ufrag:abcd\r\na=ice-pwd:0123456789012345678901\r\na=end-of-candidates\r\n',
      })
    expect((await patch(session.etag)).status).toBe(204)
    expect((await patch('"other"')).status).toBe(412)
    expect((await patch()).status).toBe(428)
    expect((await patch('*')).status).toBe(422)
    expect((await patch(session.etag, 'application/sdp')).status).toBe(415)
    expect((await patch(session.etag, undefined, `${session.location.slice(0, 30)}x`)).status).toBe(404)
    expect((await host.see(stream)).publishers).toEqual([host.user])
    const end = () =>
      fetch(node.url + session.location, { method: 'DELETE', headers: { 'if-match': '"other"' } })
    expect((await end()).status).toBe(200)
    await host.sees(stream, { publishers: [] })
    expect((await end()).status).toBe(404)
  })

  test('OPTIONS says what may be sent, and players of other pages may send it', async () => {
    const reply = await fetch(node.url + pathOf(whip, stream), { method: 'OPTIONS' })
    expect(reply.status).toBe(200)
    expect(reply.headers.get('accept-post')).toBe('application/sdp')
    expect(reply.headers.get('access-control-allow-origin')).toBe('*')
    const refused = await publish('wrong', await offer())
    expect(refused.headers.get('access-control-allow-origin')).toBe('*')
  })
})

describe('WHEP', () => {
  const watch = async (id: Pick<Stream, 'id'>, query = '', body?: string) => {
    const player = await watching()
    ends.push(player.close)
    return post(node.url + pathOf(whep, id) + query, { bearer: viewer.token, body: body ?? player.offer })
  }

  test('409 with Retry-After for what is not live yet, 404 for what is not there, 410 for what is over', async () => {
    expect(await refusal(await watch(stream))).toEqual([409, 'CONFLICT', '2'])
    expect(await refusal(await watch({ id: randomUUID() as RoomId }))).toEqual([404, 'NOT_FOUND', null])
    const stranger = UserId.parse(randomUUID())
    expect(await refusal(await watch(stream, `?publisher=${stranger}`))).toEqual([404, 'NOT_FOUND', null])
    await host.call(endStream, one(stream))
    expect(await refusal(await watch(stream))).toEqual([410, 'GONE', null])
  })

  test('406 for a bad offer', async () => {
    await host.publish(stream)
    await host.sees(stream, { status: 'live' })
    expect((await watch(stream, '', 'hello')).status).toBe(406)
  })

  test('S7: shows each publisher on their own; a co-host who is put out shows nothing any more', async () => {
    await host.call(inviteCohost, { params: { stream: stream.id, user: viewer.user } })
    await host.publish(stream)
    await viewer.publish(stream)
    await expect.poll(async () => (await host.see(stream)).publishers.length).toBe(2)
    const [his, hers] = [await viewer.watch(stream), await host.watch(stream, { publisher: viewer.user })]
    await Promise.all([his.untilFrames(2), hers.untilFrames(2)])
    await host.call(removeCohost, { params: { stream: stream.id, user: viewer.user } })
    await host.sees(stream, { publishers: [host.user], cohosts: [], status: 'live' })
    expect((await fetch(node.url + hers.location, { method: 'DELETE' })).status).toBe(404)
    await expect(viewer.publish(stream)).rejects.toMatchObject({ code: 'NOT_ALLOWED' })
  })
})

test('S1: whoever does not come back in time has ended their stream', async () => {
  const publisher = await host.publish(stream)
  await host.sees(stream, { status: 'live' })
  publisher.close()
  await host.sees(stream, { status: 'ended' })
  expect(await host.states(stream)).toEqual([
    { status: 'live', publishers: [host.user] },
    { status: 'live', publishers: [] },
    { status: 'ended', publishers: [] },
  ])
})

test('a stream is found by the codec that its host sends', async () => {
  await host.publish(stream, { codec: 'VP9' })
  await host.sees(stream, { status: 'live', metadata: { codec: 'VP9', audioCodec: 'OPUS' } })
  const reply = await fetch(`${node.url}${createStream.path}?meta=codec:VP9`, {
    headers: { authorization: `Bearer ${viewer.token}` },
  })
  expect(await reply.json()).toMatchObject({ streams: [{ id: stream.id }] })
})

test('tickets are LiveKit’s', async () => {
  await expect(host.call(mediaTicket, { ...one(stream), body: { publish: true } })).rejects.toMatchObject({
    code: 'NOT_AVAILABLE',
  })
})
