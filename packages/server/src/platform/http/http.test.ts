import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { FaultBody, route } from '@stoa/contract/http'
import { describe, expect, onTestFinished, test } from 'vitest'
import * as z from 'zod'
import { bind } from './handler.ts'
import { as, serve, thing } from './http.testing.ts'

const number = bind(route({ ...thing, reply: z.object({ number: z.int() }) }), async () => ({ number: 7 }))

describe('every answer', () => {
  test('forbids pages to load, run or be framed by anything that is not ours', async () => {
    const { headers } = await (await serve([])).inject('/api/v1/thing')
    const policy = String(headers['content-security-policy'])
    expect(policy).toContain("default-src 'self'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("style-src 'self';")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
    })
    expect(headers['strict-transport-security']).toBeUndefined()
  })

  test('asks for https for good where that is the public address', async () => {
    const http = await serve([], { settings: { publicUrl: 'https://stoa.example' } })
    const { headers } = await http.inject('/')
    expect(headers['strict-transport-security']).toContain('max-age=31536000')
    expect(headers['content-security-policy']).toContain("connect-src 'self' wss://stoa.example")
  })

  test('lets pages connect to LiveKit where that carries the streams', async () => {
    const settings = { livekitUrl: 'wss://lk.example', livekitApiKey: 'key', livekitApiSecret: 'a secret' }
    const http = await serve([], { settings })
    const { headers } = await http.inject('/')
    expect(headers['content-security-policy']).toContain(
      "connect-src 'self' wss://lk.example https://lk.example;",
    )
  })

  test('carries the id that ties its log lines together: the one given where it is sane, else a new one', async () => {
    const http = await serve([number])
    const idOf = async (id?: string) =>
      (await http.inject({ url: '/api/v1/thing', headers: id === undefined ? {} : { 'x-request-id': id } }))
        .headers['x-request-id']
    expect(await idOf('proxy-0123456789')).toBe('proxy-0123456789')
    expect(http.logged).toContainEqual(
      expect.objectContaining({ request: 'proxy-0123456789', msg: 'GET /api/v1/thing 200' }),
    )
    for (const given of [undefined, 'short', 'a b c d e f g h', `x${'y'.repeat(100)}`]) {
      expect(await idOf(given)).toMatch(/^[0-9a-f-]{36}$/)
    }
  })
})

test('logs hold no token, code, cookie, address of mail or text of a request', async () => {
  const talk = route({
    ...thing,
    method: 'POST',
    body: z.object({ email: z.string(), code: z.string() }),
    query: z.object({ search: z.string() }),
  })
  const http = await serve([
    bind(talk, async () => {
      throw new Error('broken')
    }),
  ])
  await http.inject({
    method: 'POST',
    url: '/api/v1/thing?search=sesame-query',
    headers: { authorization: 'Bearer sesame-token', cookie: 'session=sesame-cookie' },
    payload: { email: 'sesame@example.com', code: 'sesame-code' },
  })
  expect(http.logged.length).toBeGreaterThan(1)
  expect(JSON.stringify(http.logged)).not.toContain('sesame')
})

describe('O9: reads', () => {
  test('carry an ETag and are 304 for who has them', async () => {
    const http = await serve([number])
    const first = await http.inject('/api/v1/thing')
    expect(first.headers['cache-control']).toBe('private, no-cache')
    const tag = String(first.headers.etag)
    const again = await http.inject({ url: '/api/v1/thing', headers: { 'if-none-match': `"other", ${tag}` } })
    expect([again.statusCode, again.body]).toEqual([304, ''])
    expect(again.headers.etag).toBe(tag)
    const other = await http.inject({ url: '/api/v1/thing', headers: { 'if-none-match': '"other"' } })
    expect(other.statusCode).toBe(200)
  })

  test('are not kept where they fail', async () => {
    const reply = await (await serve([])).inject('/api/v1/thing')
    expect(reply.headers.etag).toBeUndefined()
    expect(reply.headers['cache-control']).toBe('no-store')
  })
})

describe('the web app', () => {
  async function built(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'stoa-web-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    await mkdir(join(folder, 'assets'))
    await writeFile(join(folder, 'index.html'), '<!doctype html><title>App</title>')
    await writeFile(join(folder, 'assets', 'app-1a2b3c.js'), 'plain()')
    await writeFile(join(folder, 'assets', 'outside-4D_-5e.js'), 'outside()')
    await writeFile(join(folder, 'assets', 'app-1a2b3c.js.br'), brotliCompressSync('squeezed()'))
    return folder
  }
  const browser = { accept: 'text/html,application/xhtml+xml' }

  test('O9: has assets that are kept for ever and come compressed', async () => {
    const http = await serve([], { webFolder: await built() })
    const url = '/assets/app-1a2b3c.js'
    const plain = await http.inject(url)
    expect(plain.body).toBe('plain()')
    expect(plain.headers['cache-control']).toBe('public, max-age=31536000, immutable')
    const small = await http.inject({ url, headers: { 'accept-encoding': 'gzip, br' } })
    expect(small.headers).toMatchObject({
      'content-encoding': 'br',
      'content-type': 'application/javascript; charset=utf-8',
    })
  })

  test.each(['/', '/rooms/3f1c', '/index.html'])('answers %s with its page, fresh each time', async (url) => {
    const http = await serve([], { webFolder: await built() })
    const page = await http.inject({ url, headers: browser })
    expect([page.statusCode, page.body]).toEqual([200, '<!doctype html><title>App</title>'])
    expect(page.headers['cache-control']).toBe('no-cache')
  })

  test('tells a browser at once what every page but the landing page needs', async () => {
    const http = await serve([], { webFolder: await built() })
    const link = async (url: string) => (await http.inject({ url, headers: browser })).headers.link
    expect(await link('/rooms/3f1c')).toBe('</assets/outside-4D_-5e.js>; rel=modulepreload')
    expect(await link('/')).toBeUndefined()
  })

  test.each([
    ['GET', '/api/v1/nothing', browser],
    ['GET', '/assets/gone.js', { accept: '*/*' }],
    ['POST', '/rooms/3f1c', browser],
    ['GET', '/../../etc/passwd', { accept: '*/*' }],
    ['GET', '/%2e%2e/%2e%2e/etc/passwd', { accept: '*/*' }],
  ] as const)('answers %s %s with a fault and not with its page', async (method, url, headers) => {
    const http = await serve([], { webFolder: await built() })
    const reply = await http.inject({ method, url, headers })
    expect(FaultBody.parse(reply.json())).toMatchObject({ error: 'NOT_FOUND', statusCode: 404 })
  })

  test('that is not built says so', async () => {
    const reply = await (await serve([])).inject({ url: '/', headers: browser })
    expect(reply.statusCode).toBe(503)
    expect(reply.body).toContain('The web app is not built')
  })
})

describe('/metrics', () => {
  test('O3: is Prometheus text, with the delay of the event loop and how long each route took', async () => {
    const http = await serve([number])
    await http.inject('/api/v1/thing')
    const reply = await http.inject('/metrics')
    expect(reply.headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/)
    expect(reply.body).toContain('nodejs_eventloop_lag_p99_seconds')
    expect(reply.body).toContain(
      'stoa_http_request_duration_seconds_count{method="GET",route="/api/v1/thing",status="200"} 1',
    )
  })

  test.each([
    { remoteAddress: '10.0.0.1' },
    { headers: { 'x-forwarded-for': '10.0.0.1' } },
    { headers: { host: 'rebound.example' } },
  ])('does not exist for %j', async (from) => {
    expect((await (await serve([])).inject({ url: '/metrics', ...from })).statusCode).toBe(404)
  })

  test('wants the token where there is one, and is content with it', async () => {
    const http = await serve([], { settings: { metricsToken: 'a-long-enough-token' } })
    const read = (token: string) =>
      http.inject({
        url: '/metrics',
        remoteAddress: '10.0.0.1',
        headers: { authorization: `Bearer ${token}` },
      })
    expect((await read('a-long-enough-token')).statusCode).toBe(200)
    expect((await read('a-long-enough-tokem')).statusCode).toBe(404)
    expect((await http.inject('/metrics')).statusCode).toBe(404)
  })
})

test('O4: overload is refused early with 503 and when to retry, and health is answered all the while', async () => {
  const health = bind(route({ ...thing, path: '/health' }), async () => undefined)
  const http = await serve([number, health], { refusing: () => 'overloaded' })
  const reply = await http.inject('/api/v1/thing')
  expect(reply.json()).toMatchObject({ error: 'UNAVAILABLE', statusCode: 503 })
  expect(reply.headers['retry-after']).toBe('2')
  expect((await http.inject('/health')).statusCode).toBe(204)
  expect((await http.inject('/metrics')).statusCode).toBe(200)
})

describe('O2: while it stops', () => {
  test('what is under way is finished, and what still arrives is sent elsewhere', async () => {
    const { promise: asked, resolve: ask } = Promise.withResolvers<void>()
    const { promise: done, resolve: finish } = Promise.withResolvers<void>()
    const slow = bind(
      route({ ...thing, path: '/api/v1/slow', reply: z.object({ slow: z.boolean() }) }),
      async () => {
        ask()
        await done
        return { slow: true }
      },
    )
    let stopping = false
    const http = await serve([slow, number], { refusing: () => (stopping ? 'stopping' : null) })
    const url = await http.listen()
    const underWay = fetch(`${url}/api/v1/slow`)
    await asked
    stopping = true
    const late = await fetch(`${url}/api/v1/thing`)
    expect(late.status).toBe(503)
    expect(late.headers.get('connection')).toBe('close')
    const closed = http.close()
    finish()
    expect(await (await underWay).json()).toEqual({ slow: true })
    await closed
    await expect(fetch(`${url}/api/v1/thing`)).rejects.toThrow()
  })
})

test('a body that claims to be larger than it may is refused before it arrives', async () => {
  const http = await serve([
    bind(route({ ...thing, method: 'POST', body: z.object({}) }), async () => undefined),
  ])
  const url = await http.listen()
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>()
  const upload = request(`${url}/api/v1/thing`, {
    method: 'POST',
    headers: { ...as('user'), 'content-type': 'application/json', 'content-length': String(1024 ** 3) },
  })
  upload.on('response', (reply) => resolve(reply.statusCode)).on('error', reject)
  upload.write('{')
  expect(await promise).toBe(413)
  upload.destroy()
})
