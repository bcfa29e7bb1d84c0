import { route } from '@stoa/contract/http'
import { describe, expect, test } from 'vitest'
import { bind } from './handler.ts'
import { as, serve, thing } from './http.testing.ts'

const change = bind(route({ ...thing, method: 'POST' }), async ({ setCookie, origin }) => {
  setCookie('session', origin.cookie('session') ?? 'new', { path: '/api', maxAge: 60 })
  setCookie('old', null, { path: '/' })
  return undefined
})

const post = (http: Awaited<ReturnType<typeof serve>>, headers: Record<string, string>) =>
  http.inject({ method: 'POST', url: '/api/v1/thing', headers: { host: 'stoa.example', ...headers } })

describe('a request with cookies that changes something', () => {
  const cookie = 'session=abc'

  test.each([
    { origin: 'https://evil.example' },
    { origin: 'https://stoa.example.evil.example' },
    { origin: 'http://stoa.example:81' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
  ])('is refused from elsewhere: %j', async (headers) => {
    const http = await serve([change])
    expect((await post(http, { cookie, ...headers })).json()).toMatchObject({
      error: 'NOT_ALLOWED',
      statusCode: 403,
    })
  })

  test.each([{ origin: 'http://stoa.example' }, { 'sec-fetch-site': 'same-origin' }, {}])(
    'is let in from our own pages and from programs: %j',
    async (headers) => {
      const http = await serve([change])
      expect((await post(http, { cookie, ...headers })).statusCode).toBe(204)
    },
  )

  test('is let in from the public address behind a proxy that changes the host', async () => {
    const http = await serve([change], { settings: { publicUrl: 'https://stoa.public.example' } })
    expect((await post(http, { cookie, origin: 'https://stoa.public.example' })).statusCode).toBe(204)
  })

  test('needs no origin where it carries no cookie', async () => {
    const http = await serve([change])
    expect((await post(http, { ...as('user'), origin: 'https://app.example' })).statusCode).toBe(204)
  })
})

describe('a cookie', () => {
  test('is kept from scripts and foreign sites, and goes by https alone where we are reached so', async () => {
    const plain = await serve([change])
    expect((await post(plain, { cookie: 'session=abc' })).headers['set-cookie']).toEqual([
      'session=abc; Max-Age=60; Path=/api; HttpOnly; SameSite=Lax',
      'old=; Max-Age=0; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; SameSite=Lax',
    ])
    const secure = await serve([change], { settings: { publicUrl: 'https://stoa.example' } })
    expect(String((await post(secure, {})).headers['set-cookie'])).toContain(
      '; HttpOnly; Secure; SameSite=Lax',
    )
    const proxied = await serve([change], { settings: { trustProxy: 'loopback' } })
    const forwarded = await post(proxied, { 'x-forwarded-proto': 'https' })
    expect(String(forwarded.headers['set-cookie'])).toContain('; Secure')
  })
})
