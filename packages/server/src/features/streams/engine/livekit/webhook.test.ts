import { createHash } from 'node:crypto'
import { AccessToken } from 'livekit-server-sdk'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type EngineTest, somebody, someRoom, testEngine } from './livekit.testing.ts'

const config = {
  livekitUrl: 'ws://127.0.0.1:9',
  livekitApiKey: 'a key',
  livekitApiSecret: 'a secret of some length',
}
let node: EngineTest

beforeEach(async () => {
  node = await testEngine(async () => config)
})
afterEach(() => node.stop())

/** As LiveKit posts it: a JWT over the body's hash, without a scheme. */
async function post(event: object, secret = config.livekitApiSecret, changed = ''): Promise<Response> {
  const body = JSON.stringify(event)
  const token = new AccessToken(config.livekitApiKey, secret)
  token.sha256 = createHash('sha256').update(body).digest('base64')
  return fetch(node.webhook, {
    method: 'POST',
    headers: { 'content-type': 'application/webhook+json', authorization: await token.toJwt() },
    body: body + changed,
  })
}

const stream = someRoom()
const viewer = somebody()
const joined = {
  event: 'participant_joined',
  room: { name: `stoa-${stream}` },
  participant: { identity: `${viewer}:x1`, sid: 'PA_1', state: 'ACTIVE' },
  numDropped: 0,
}

test('S5: a viewer joins and leaves as LiveKit tells it', async () => {
  expect((await post(joined)).status).toBe(204)
  expect((await post({ ...joined, event: 'participant_left' })).status).toBe(204)
  const at = node.clock.now
  expect(node.events).toEqual([
    { kind: 'joined', stream, viewer, viewing: 'PA_1', at },
    { kind: 'left', stream, viewer, viewing: 'PA_1', at },
  ])
})

test('what is forged or was changed on its way is refused and changes nothing', async () => {
  expect((await post(joined, 'another secret')).status).toBe(401)
  expect((await post(joined, config.livekitApiSecret, ' ')).status).toBe(401)
  expect((await fetch(node.webhook, { method: 'POST', body: JSON.stringify(joined) })).status).toBe(401)
  expect(node.events).toEqual([])
})

test('what is about other rooms or other participants says nothing', async () => {
  for (const other of [
    { ...joined, room: { name: 'somebody’s own room' } },
    { ...joined, participant: { identity: 'EG_egress', sid: 'PA_2', state: 'ACTIVE' } },
    { event: 'room_started', room: joined.room },
    { event: 'something_new' },
  ])
    expect((await post(other)).status).toBe(204)
  expect(node.events).toEqual([])
})

test('a publisher’s webhook is answered with 503 while LiveKit cannot be asked, so that it is sent again', async () => {
  const participant = { identity: viewer, sid: 'PA_1' }
  expect((await post({ ...joined, event: 'track_published', participant })).status).toBe(503)
})
