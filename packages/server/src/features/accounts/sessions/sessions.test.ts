import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  createNode,
  createTown,
  type Node,
  personOf,
  type SignedInPerson,
  someEmail,
  type Town,
} from '../accounts.testing.ts'

const second = 1000
const minute = 60 * second
const day = 24 * 60 * minute
let town: Town
let node: Node
let other: Node

beforeAll(async () => {
  town = await createTown()
  node = await createNode(town)
  other = await createNode(town)
})
afterAll(async () => {
  await node.close()
  await other.close()
  await town.close()
})

const me = (token: string, at = node) => at.call('GET', '/api/v1/me', { token })
const renew = (refreshToken: string, at = node) =>
  at.call('POST', '/api/v1/session/renew', { body: { refreshToken } })
const ended = { status: 401, body: { error: 'SESSION_ENDED' } }

async function events(kind: string, person: SignedInPerson): Promise<number> {
  const { rows } = await sql`
    SELECT 1 FROM security_events WHERE kind = ${kind} AND subject = ${person.user.id}`.execute(
    town.database.db,
  )
  return rows.length
}

test('A3: an access token lives fifteen minutes', async () => {
  const { token } = await node.signIn(someEmail())
  town.clock.now += 15 * minute - second
  expect(await me(token)).toMatchObject({ status: 200 })
  town.clock.now += 2 * second
  expect(await me(token)).toMatchObject({ status: 401, body: { error: 'TOKEN_EXPIRED' } })
})

test('A3: a token that was tampered with, or signed otherwise, is nobody', async () => {
  const { token } = await node.signIn(someEmail())
  const [header, payload, signature] = token.split('.')
  const claims = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString())
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const forged = [
    'nonsense',
    `${header}.${payload}.`,
    `${header}.${encode({ ...claims, role: 'admin' })}.${signature}`,
    `${encode({ alg: 'none' })}.${payload}.`,
  ]
  for (const one of forged)
    expect(await me(one)).toMatchObject({ status: 401, body: { error: 'NOT_SIGNED_IN' } })
  expect(await node.call('GET', '/api/v1/me')).toMatchObject({
    status: 401,
    body: { error: 'NOT_SIGNED_IN' },
  })
})

test('A3: a browser gets the refresh token as a cookie no script can read, sent to the session routes only', async () => {
  const email = someEmail()
  const code = await node.codeFor(email)
  const answer = await node.call('POST', '/api/v1/verify', { body: { email, code } })
  const cookie = String(answer.headers['set-cookie'])
  expect(cookie).toMatch(/^stoa_refresh=[\w-]{43};/)
  for (const part of ['HttpOnly', 'SameSite=Lax', 'Path=/api/v1/session', 'Max-Age=604800']) {
    expect(cookie).toContain(part)
  }
  expect(answer.body).not.toHaveProperty('refreshToken')
  const headers = { cookie: cookie.split(';', 1)[0] ?? '' }
  const renewed = await node.call('POST', '/api/v1/session/renew', { headers })
  expect(renewed).toMatchObject({ status: 200, body: { user: { email } } })
  expect(renewed.body).not.toHaveProperty('refreshToken')
  expect(String(renewed.headers['set-cookie'])).toMatch(/^stoa_refresh=[\w-]{43};/)
})

test('A3: where the server is reached by https the cookie is Secure', async () => {
  const https = await createNode(town, { publicUrl: 'https://stoa.test' })
  const email = someEmail()
  const body = { email, code: await https.codeFor(email) }
  const answer = await https.call('POST', '/api/v1/verify', { body })
  expect(String(answer.headers['set-cookie'])).toContain('; Secure')
  await https.close()
})

test('A3: without any refresh token there is nothing to renew', async () => {
  expect(await node.call('POST', '/api/v1/session/renew')).toMatchObject({
    status: 401,
    body: { error: 'NOT_SIGNED_IN' },
  })
})

test('A3: tokens are stored as hashes only', async () => {
  const person = await node.signIn(someEmail())
  const { rows } = await sql<{ hash: Uint8Array }>`
    SELECT hash FROM refresh_tokens WHERE device_id = ${person.device}`.execute(town.database.db)
  expect(rows[0]?.hash).toHaveLength(32)
  expect(Buffer.from(rows[0]?.hash ?? []).toString('base64url')).not.toBe(person.refreshToken)
})

test('A3: each renewal rotates the token and keeps the device', async () => {
  let person = await node.signIn(someEmail())
  const tokens = new Set([person.refreshToken])
  for (let n = 0; n < 3; n++) {
    town.clock.now += 10 * minute
    const next = personOf(await renew(person.refreshToken))
    expect(next.device).toBe(person.device)
    tokens.add(next.refreshToken)
    person = next
  }
  expect(tokens.size).toBe(4)
  expect(await me(person.token)).toMatchObject({ status: 200 })
})

test('A3: a refresh token lives seven days from its last rotation', async () => {
  const person = await node.signIn(someEmail())
  town.clock.now += 7 * day - second
  const renewed = personOf(await renew(person.refreshToken))
  town.clock.now += 7 * day
  expect(await renew(renewed.refreshToken)).toMatchObject(ended)
  expect(await events('session.reused', person)).toBe(0)
})

test('A3: reuse of an old refresh token ends the whole family, on every node, and is told in the audit log', async () => {
  const person = await node.signIn(someEmail())
  const thief = personOf(await renew(person.refreshToken))
  expect(await me(thief.token, other)).toMatchObject({ status: 200 })
  town.clock.now += 11 * second
  const before = node.notices.length
  expect(await renew(person.refreshToken)).toMatchObject(ended)
  expect(await renew(thief.refreshToken)).toMatchObject(ended)
  expect(await me(thief.token)).toMatchObject(ended)
  expect(await me(thief.token, other)).toMatchObject(ended)
  expect(await events('session.reused', person)).toBe(1)
  expect(node.notices.slice(before)).toMatchObject([
    { user: person.user.id, device: person.device, notice: { kind: 'session_ended' } },
  ])
})

test('A3: a token from several rotations ago ends the family too', async () => {
  const person = await node.signIn(someEmail())
  const one = personOf(await renew(person.refreshToken))
  const two = personOf(await renew(one.refreshToken))
  expect(await renew(person.refreshToken)).toMatchObject(ended)
  expect(await renew(two.refreshToken)).toMatchObject(ended)
})

test('A3: two tabs that renew at once, on two nodes, both stay signed in', async () => {
  const person = await node.signIn(someEmail())
  const answers = await Promise.all([renew(person.refreshToken), renew(person.refreshToken, other)])
  const [one, two] = answers.map(personOf)
  expect(one?.device).toBe(two?.device)
  for (const tab of [one, two]) expect(await me(tab?.token ?? '')).toMatchObject({ status: 200 })
  town.clock.now += 14 * minute
  personOf(await renew(two?.refreshToken ?? ''))
})

test('A3: of the twins that a repeated renewal gave only one lives on, so a thief is found', async () => {
  const person = await node.signIn(someEmail())
  const owner = personOf(await renew(person.refreshToken))
  town.clock.now += 9 * second
  const thief = personOf(await renew(person.refreshToken))
  town.clock.now += minute
  personOf(await renew(thief.refreshToken))
  town.clock.now += minute
  expect(await renew(owner.refreshToken)).toMatchObject(ended)
  expect(await events('session.reused', person)).toBe(1)
})

test('A3: devices are listed by name with the present one marked, and can be signed out', async () => {
  const email = someEmail()
  const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
  const one = await node.signIn(email, { headers: { 'user-agent': firefox } })
  town.clock.now += minute
  const two = await node.signIn(email, { headers: { 'user-agent': 'curl/8.5.0' } })
  const listed = await node.call('GET', '/api/v1/me/devices', { token: two.token })
  expect(listed.body).toMatchObject({
    devices: [
      { id: two.device, name: 'curl', current: true, address: '127.0.0.1' },
      { id: one.device, name: 'Firefox on Linux', current: false },
    ],
  })
  expect(await me(one.token, other)).toMatchObject({ status: 200 })
  const revoked = await node.call('DELETE', `/api/v1/me/devices/${one.device}`, { token: two.token })
  expect(revoked.status).toBe(204)
  expect(await me(one.token)).toMatchObject(ended)
  expect(await me(one.token, other)).toMatchObject(ended)
  expect(await renew(one.refreshToken)).toMatchObject(ended)
  expect(node.notices.at(-1)).toMatchObject({ device: one.device, notice: { kind: 'session_ended' } })
  expect(await events('device.revoked', one)).toBe(1)
  expect(await me(two.token)).toMatchObject({ status: 200 })
})

test("A3: nobody can sign somebody else's device out", async () => {
  const [one, two] = [await node.signIn(someEmail()), await node.signIn(someEmail())]
  const answer = await node.call('DELETE', `/api/v1/me/devices/${one.device}`, { token: two.token })
  expect(answer).toMatchObject({ status: 404, body: { error: 'NOT_FOUND' } })
  expect(await me(one.token)).toMatchObject({ status: 200 })
})

test('A3: signing out ends the session and takes the cookie back', async () => {
  const person = await node.signIn(someEmail())
  const out = await node.call('POST', '/api/v1/session/end', { token: person.token })
  expect(out.status).toBe(204)
  expect(String(out.headers['set-cookie'])).toMatch(/^stoa_refresh=;.*Path=\/api\/v1\/session/)
  expect(await me(person.token)).toMatchObject(ended)
  expect(await events('signout', person)).toBe(1)
})

test('a device is called what the client calls itself', async () => {
  const email = someEmail()
  const body = { email, code: await node.codeFor(email), device: "Ada's phone", tokens: 'body' }
  const { token } = personOf(await node.call('POST', '/api/v1/verify', { body }))
  const listed = await node.call('GET', '/api/v1/me/devices', { token })
  expect(listed.body).toMatchObject({ devices: [{ name: "Ada's phone" }] })
})

test('a banned account is refused everywhere, and comes back when the ban ends', async () => {
  const email = someEmail()
  const person = await node.signIn(email)
  const until = town.clock.now + 5 * minute
  await sql`UPDATE users SET banned_until = ${until} WHERE id = ${person.user.id}`.execute(town.database.db)
  town.clock.now += minute
  const banned = { status: 403, body: { error: 'BANNED', details: { until } } }
  expect(await me(person.token)).toMatchObject(banned)
  expect(await renew(person.refreshToken)).toMatchObject(banned)
  expect(await node.verify(email, await node.codeFor(email))).toMatchObject(banned)
  town.clock.now = until
  personOf(await renew(person.refreshToken))
})

test('what a node was not told of it finds out within a minute', async () => {
  const person = await node.signIn(someEmail())
  expect(await me(person.token)).toMatchObject({ status: 200 })
  await sql`DELETE FROM devices WHERE id = ${person.device}`.execute(town.database.db)
  town.clock.now += minute - 1
  expect(await me(person.token)).toMatchObject({ status: 200 })
  town.clock.now += 1
  expect(await me(person.token)).toMatchObject(ended)
})

test('devices whose tokens have lapsed are forgotten with their tokens', async () => {
  const person = await node.signIn(someEmail())
  town.clock.now += 7 * day
  await node.accounts.jobs.find((job) => job.name === 'accounts.cleanup')?.run({})
  const { rows } = await sql`
    SELECT id FROM devices WHERE id = ${person.device}
    UNION ALL SELECT device_id FROM refresh_tokens WHERE device_id = ${person.device}`.execute(
    town.database.db,
  )
  expect(rows).toEqual([])
})
