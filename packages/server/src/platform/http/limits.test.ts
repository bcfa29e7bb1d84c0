import { randomUUID } from 'node:crypto'
import { route } from '@stoa/contract/http'
import { describe, expect, test } from 'vitest'
import { bind } from './handler.ts'
import { as, serve, thing } from './http.testing.ts'
import { limitOf, neighbourhood } from './limits.ts'

const twice = bind(route({ ...thing, limit: { max: 2, seconds: 60 } }), async () => undefined)
const signedIn = bind(
  route({ ...thing, access: 'user', limit: { max: 2, seconds: 60 } }),
  async () => undefined,
)

describe('O10: rate limits', () => {
  test('the call past the limit is 429 and says when to retry', async () => {
    const http = await serve([twice])
    const call = () => http.inject('/api/v1/thing')
    expect([(await call()).statusCode, (await call()).statusCode]).toEqual([204, 204])
    const refused = await call()
    expect(refused.json()).toMatchObject({ error: 'TOO_MANY', details: { retryAfter: expect.any(Number) } })
    const { retryAfter } = refused.json().details
    expect(retryAfter).toBeGreaterThan(0)
    expect(retryAfter).toBeLessThanOrEqual(60_000)
    expect(refused.headers['retry-after']).toBe(String(Math.ceil(retryAfter / 1000)))
  })

  test('each address has its own', async () => {
    const http = await serve([twice])
    const from = (remoteAddress: string) => http.inject({ url: '/api/v1/thing', remoteAddress })
    for (const address of ['10.0.0.1', '10.0.0.1', '10.0.0.2', '10.0.0.2']) {
      expect((await from(address)).statusCode).toBe(204)
    }
    expect((await from('10.0.0.1')).statusCode).toBe(429)
  })

  test('a signed-in user has theirs wherever they call from', async () => {
    const http = await serve([twice])
    const from = (remoteAddress: string) =>
      http.inject({ url: '/api/v1/thing', remoteAddress, headers: as('user') })
    expect((await from('10.0.0.1')).statusCode).toBe(204)
    expect((await from('10.0.0.2')).statusCode).toBe(204)
    expect((await from('10.0.0.3')).statusCode).toBe(429)
  })

  test("people signed in behind one address do not use up each other's, up to twenty times one's own", async () => {
    const http = await serve([signedIn])
    const call = async (user: string) =>
      (await http.inject({ url: '/api/v1/thing', headers: { authorization: `Bearer ${user}` } })).statusCode
    for (const user of Array.from({ length: 18 }, () => randomUUID()))
      expect([await call(user), await call(user)]).toEqual([204, 204])
    const eager = randomUUID()
    expect([await call(eager), await call(eager), await call(eager)]).toEqual([204, 204, 429])
    expect(await call(randomUUID())).toBe(204)
    // What the address has is used up, whoever comes.
    expect(await call(randomUUID())).toBe(429)
  })

  test('guesses do not use up what those signed in at that address have', async () => {
    const http = await serve([signedIn])
    const call = async (token: string) =>
      (await http.inject({ url: '/api/v1/thing', headers: { authorization: `Bearer ${token}` } })).statusCode
    expect([await call('guess'), await call('guess'), await call('guess')]).toEqual([401, 401, 429])
    expect(await call('user')).toBe(204)
  })

  test('guessing tokens counts too', async () => {
    const http = await serve([signedIn])
    const guess = () => http.inject({ url: '/api/v1/thing', headers: { authorization: 'Bearer guess' } })
    expect([(await guess()).statusCode, (await guess()).statusCode, (await guess()).statusCode]).toEqual([
      401, 401, 429,
    ])
  })

  test('an address the client made up counts only where a proxy is trusted', async () => {
    const claim = (http: Awaited<ReturnType<typeof serve>>, address: string) =>
      http.inject({ url: '/api/v1/thing', headers: { 'x-forwarded-for': address } })
    const open = await serve([twice])
    for (const address of ['1.1.1.1', '2.2.2.2']) await claim(open, address)
    expect((await claim(open, '3.3.3.3')).statusCode).toBe(429)
    const proxied = await serve([twice], { settings: { trustProxy: 'loopback' } })
    for (const address of ['1.1.1.1', '2.2.2.2']) await claim(proxied, address)
    expect((await claim(proxied, '3.3.3.3')).statusCode).toBe(204)
  })

  test('reads may come oftener than writes, and RATE_LIMIT_SCALE stretches both', () => {
    expect(limitOf(thing, 1)).toEqual({ max: 300, seconds: 60 })
    expect(limitOf({ ...thing, method: 'POST' }, 1)).toEqual({ max: 100, seconds: 60 })
    expect(limitOf({ ...thing, limit: { max: 20, seconds: 3600 } }, 2.5)).toEqual({ max: 50, seconds: 3600 })
    expect(limitOf({ ...thing, limit: { max: 1, seconds: 1 } }, 0.01).max).toBe(1)
  })
})

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:db8::9', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
])('%s is counted as %s', (address, counted) => {
  expect(neighbourhood(address)).toBe(counted)
})
