import { connect } from 'node:net'
import { FaultBody, route } from '@stoa/contract/http'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { bind, bindRaw } from './handler.ts'
import { as, serve, someUser, thing } from './http.testing.ts'

const greet = route({
  ...thing,
  method: 'POST',
  path: '/api/v1/greet/:times',
  params: z.object({ times: z.coerce.number().int().min(1).max(3) }),
  query: z.object({ loud: z.stringbool().default(false) }),
  body: z.strictObject({ name: z.string().trim().min(1).max(20) }),
  reply: z.object({ greeting: z.string() }),
  status: 201,
  limit: { max: 1000, seconds: 60 },
})

const greeting = bind(greet, async ({ params, query, body }) => {
  const text = `Hello ${body.name}! `.repeat(params.times).trim()
  return { greeting: query.loud ? text.toUpperCase() : text, secret: 'not in the schema' }
})

describe('a bound route', () => {
  test('gives its handler what its schemas make of the request, and its caller what its reply says', async () => {
    const http = await serve([greeting])
    const reply = await http.inject({
      method: 'POST',
      url: '/api/v1/greet/2?loud=yes',
      payload: { name: ' Ada ' },
    })
    expect(reply.statusCode).toBe(201)
    expect(reply.json()).toEqual({ greeting: 'HELLO ADA! HELLO ADA!' })
    expect(reply.headers['cache-control']).toBe('no-store')
  })

  test('answers 204 where it has no reply', async () => {
    const http = await serve([bind(route({ ...thing, method: 'DELETE' }), async () => undefined)])
    const reply = await http.inject({ method: 'DELETE', url: '/api/v1/thing' })
    expect([reply.statusCode, reply.body]).toEqual([204, ''])
  })

  test('sends bytes as they are where it is bound raw', async () => {
    const picture = bindRaw(route(thing), async () => ({
      contentType: 'image/webp',
      bytes: Uint8Array.of(1, 2, 3),
      cache: 'public, max-age=60',
    }))
    const http = await serve([picture])
    const reply = await http.inject('/api/v1/thing')
    expect(reply.rawPayload).toEqual(Buffer.of(1, 2, 3))
    expect(reply.headers).toMatchObject({
      'content-type': 'image/webp',
      'cache-control': 'public, max-age=60',
    })
    const again = await http.inject({
      url: '/api/v1/thing',
      headers: { 'if-none-match': String(reply.headers.etag) },
    })
    expect(again.statusCode).toBe(304)
  })

  test('that gives what its schema does not allow is our mistake, told to the log alone', async () => {
    const wrong = route({ ...thing, reply: z.object({ count: z.int() }) })
    const http = await serve([bind(wrong, async () => ({ count: 1.5 }))])
    const reply = await http.inject('/api/v1/thing')
    expect(reply.statusCode).toBe(500)
    expect(reply.json()).toEqual({ error: 'INTERNAL', message: expect.any(String), statusCode: 500 })
    expect(JSON.stringify(http.logged)).toContain('The reply of GET /api/v1/thing does not fit its schema')
  })

  test('that throws hides why from the caller and shows it in the log', async () => {
    const http = await serve([
      bind(route(thing), async () => {
        throw new Error('the disk is full of cats')
      }),
    ])
    const reply = await http.inject('/api/v1/thing')
    expect(reply.statusCode).toBe(500)
    expect(reply.body).not.toContain('cats')
    expect(JSON.stringify(http.logged)).toContain('the disk is full of cats')
  })
})

describe('a bad request', () => {
  test.each([
    ['an unknown field', '/api/v1/greet/1', '{"name":"Ada","admin":true}', 'body', 'admin'],
    ['a missing field', '/api/v1/greet/1', '{}', 'body.name', 'expected string'],
    ['a wrong type', '/api/v1/greet/1', '{"name":7}', 'body.name', 'expected string'],
    ['a parameter out of range', '/api/v1/greet/9', '{"name":"Ada"}', 'params.times', '<=3'],
    ['a doubled query', '/api/v1/greet/1?loud=1&loud=0', '{"name":"Ada"}', 'query.loud', 'expected'],
    ['no body', '/api/v1/greet/1', undefined, 'body', 'expected object'],
  ])('%s is told with its place and what is allowed', async (_, url, payload, path, message) => {
    const http = await serve([greeting])
    const reply = await http.inject({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/json' },
      ...(payload === undefined ? {} : { payload }),
    })
    const body = FaultBody.parse(reply.json())
    expect(body).toMatchObject({ error: 'BAD_REQUEST', statusCode: 400 })
    expect(body.details).toEqual({ issues: [{ path, message: expect.stringContaining(message) }] })
  })

  test('the branch of a union that came nearest is the one told', async () => {
    const either = route({
      ...thing,
      method: 'POST',
      body: z.union([
        z.strictObject({ text: z.string(), replyTo: z.int() }),
        z.strictObject({ forward: z.strictObject({ room: z.uuid(), seq: z.int() }) }),
      ]),
    })
    const http = await serve([bind(either, async () => undefined)])
    const reply = await http.inject({
      method: 'POST',
      url: '/api/v1/thing',
      payload: { text: 'hi', replyTo: 'x' },
    })
    expect(reply.json().details.issues).toEqual([
      { path: 'body.replyTo', message: 'Invalid input: expected number, received string' },
    ])
  })

  test.each([
    ['broken JSON', '{"name":'],
    ['a poisoned prototype', '{"name":"Ada","__proto__":{"admin":true}}'],
    ['a poisoned constructor', '{"name":"Ada","constructor":{"prototype":{"admin":true}}}'],
    ['JSON nested a hundred thousand deep', '['.repeat(100_000)],
    ['nothing but null', 'null'],
  ])('%s is 400', async (_, payload) => {
    const http = await serve([greeting])
    const reply = await http.inject({
      method: 'POST',
      url: '/api/v1/greet/1',
      headers: { 'content-type': 'application/json' },
      payload,
    })
    expect(reply.json()).toMatchObject({ error: 'BAD_REQUEST', statusCode: 400 })
  })

  test('brackets inside a string do not count as nesting', async () => {
    const http = await serve([
      bind(route({ ...thing, method: 'POST', body: z.object({ a: z.string() }) }), async () => undefined),
    ])
    const payload = { a: '[{"\\'.repeat(500) }
    expect((await http.inject({ method: 'POST', url: '/api/v1/thing', payload })).statusCode).toBe(204)
  })

  test('more than 512 KiB of JSON is 413', async () => {
    const http = await serve([greeting])
    const payload = { name: 'x'.repeat(512 * 1024) }
    const reply = await http.inject({ method: 'POST', url: '/api/v1/greet/1', payload })
    expect(reply.json()).toMatchObject({ error: 'TOO_LARGE', statusCode: 413 })
  })

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'application/xml'])(
    '%s where JSON is wanted is 415',
    async (type) => {
      const http = await serve([greeting])
      const reply = await http.inject({
        method: 'POST',
        url: '/api/v1/greet/1',
        headers: { 'content-type': type },
        payload: '{"name":"Ada"}',
      })
      expect(reply.json()).toMatchObject({ error: 'UNSUPPORTED_TYPE', statusCode: 415 })
    },
  )

  test.each(['/api/v1/nothing', '/api', '/api/v1/greet/%E0%A4%A', `/api/v1/greet/${'9'.repeat(5000)}`])(
    '%s is a fault in the standard form',
    async (url) => {
      const http = await serve([greeting])
      const reply = await http.inject({ url, headers: { accept: 'text/html' } })
      expect(FaultBody.parse(reply.json()).statusCode).toBe(reply.statusCode)
      expect([400, 404]).toContain(reply.statusCode)
    },
  )

  test('what is not even HTTP is answered in the standard form and hung up on', async () => {
    const http = await serve([])
    const url = new URL(await http.listen())
    const socket = connect(Number(url.port), url.hostname)
    socket.write('EHLO example.com\r\n\r\n')
    const answer = (await socket.toArray()).join('')
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(FaultBody.parse(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).error).toBe('BAD_REQUEST')
  })
})

describe('a body of bytes', () => {
  const upload = bind(
    route({
      ...thing,
      method: 'PUT',
      body: { bytes: ['image/png'], maxBytes: 1000 },
      reply: z.object({ size: z.int() }),
    }),
    async ({ body }) => ({ size: body.length }),
  )
  const put = async (type: string | undefined, size: number) => {
    const http = await serve([upload])
    const headers = type === undefined ? {} : { 'content-type': type }
    return http.inject({ method: 'PUT', url: '/api/v1/thing', headers, payload: Buffer.alloc(size) })
  }

  test('reaches the handler whole', async () => {
    expect((await put('image/png', 1000)).json()).toEqual({ size: 1000 })
  })
  test('over its limit is 413', async () => {
    expect((await put('image/png', 1001)).json()).toMatchObject({ error: 'TOO_LARGE' })
  })
  test.each(['image/svg+xml', 'application/json', undefined])('as %s is 415', async (type) => {
    expect((await put(type, 10)).json()).toMatchObject({ error: 'UNSUPPORTED_TYPE' })
  })
  test('that is empty is 400', async () => {
    expect((await put('image/png', 0)).json()).toMatchObject({ error: 'BAD_REQUEST' })
    expect((await put(undefined, 0)).json()).toMatchObject({ error: 'BAD_REQUEST' })
  })
})

describe('A7: who may call a route', () => {
  const accesses = ['public', 'user', 'creator', 'moderator', 'admin'] as const
  const tokens = ['none', 'nonsense', 'expired', 'banned', 'user', 'creator', 'moderator', 'admin'] as const
  const expected = {
    public: [200, 200, 200, 200, 200, 200, 200, 200],
    user: [401, 401, 401, 403, 200, 200, 200, 200],
    creator: [401, 401, 401, 403, 403, 200, 403, 403],
    moderator: [401, 401, 401, 403, 403, 403, 200, 200],
    admin: [401, 401, 401, 403, 403, 403, 403, 200],
  }
  test.each(accesses)('%s routes', async (access) => {
    const who = route({ ...thing, access, reply: z.object({ user: z.string().nullable() }) })
    const http = await serve([bind(who, async ({ caller }) => ({ user: caller?.user ?? null }))])
    const statuses: number[] = []
    for (const token of tokens) {
      const headers = token === 'none' ? {} : { authorization: `Bearer ${token}` }
      const reply = await http.inject({ url: '/api/v1/thing', headers })
      statuses.push(reply.statusCode)
      if (reply.statusCode === 401) expect(reply.headers['www-authenticate']).toBe('Bearer')
      if (reply.statusCode === 200) {
        const isKnown = ['user', 'creator', 'moderator', 'admin'].includes(token)
        expect(reply.json()).toEqual({ user: isKnown ? someUser : null })
      }
    }
    expect(statuses).toEqual(expected[access])
  })

  test('a public route does not pass off a broken database as nobody being signed in', async () => {
    const http = await serve([bind(route(thing), async () => undefined)])
    const reply = await http.inject({ url: '/api/v1/thing', headers: { authorization: 'Bearer broken' } })
    expect(reply.json()).toMatchObject({ error: 'UNAVAILABLE' })
    expect(reply.headers['retry-after']).toBe('1')
  })

  test('nobody who may not call a route gets its body read', async () => {
    const http = await serve([
      bind(route({ ...thing, method: 'POST', access: 'admin', body: z.object({}) }), async () => undefined),
    ])
    const reply = await http.inject({
      method: 'POST',
      url: '/api/v1/thing',
      headers: { ...as('user'), 'content-type': 'application/json' },
      payload: 'not JSON',
    })
    expect(reply.json()).toMatchObject({ error: 'NOT_ALLOWED' })
  })
})
