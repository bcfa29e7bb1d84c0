import { Fault, route } from '@stoa/contract/http'
import type { InjectOptions } from 'fastify'
import { expect, test } from 'vitest'
import { bind, bindRaw } from './handler.ts'
import { as, serve, thing } from './http.testing.ts'

const open = route({
  ...thing,
  method: 'POST',
  path: '/api/v1/open',
  body: { bytes: ['application/sdp'], maxBytes: 100 },
  status: 201,
})
const end = route({ ...thing, method: 'DELETE', path: '/api/v1/open' })

const served = () =>
  serve([
    bindRaw(
      open,
      async ({ body }) => {
        const text = new TextDecoder().decode(body)
        if (text === 'bad') throw new Fault('NOT_ACCEPTABLE')
        return {
          ...{ contentType: 'application/sdp', bytes: new TextEncoder().encode('answer'), cache: 'no-store' },
          headers: { location: '/api/v1/open/1', etag: '"1"' },
        }
      },
      { foreign: true },
    ),
    bindRaw(
      end,
      async () => ({ contentType: null, bytes: new Uint8Array(), cache: 'no-store', status: 200 }),
      { foreign: true },
    ),
    bind({ ...thing, path: '/api/v1/own' }, async () => undefined),
  ])

const offer = { method: 'POST', url: open.path, headers: { 'content-type': 'application/sdp' } } as const

test('a raw reply has the status and the headers it says', async () => {
  const http = await served()
  const reply = await http.inject({ ...offer, payload: 'offer' })
  expect(reply.statusCode).toBe(201)
  expect(reply.payload).toBe('answer')
  expect(reply.headers).toMatchObject({
    ...{ 'content-type': 'application/sdp', location: '/api/v1/open/1', etag: '"1"' },
    'cache-control': 'no-store',
  })
  const ended = await http.inject({ method: 'DELETE', url: end.path })
  expect([ended.statusCode, ended.payload]).toEqual([200, ''])
})

test('a client that names a type where nothing is taken is answered all the same', async () => {
  const http = await served()
  for (const payload of [undefined, 'v=0'])
    expect(
      (
        await http.inject({
          ...{ method: 'DELETE', url: end.path, headers: { 'content-type': 'application/sdp' } },
          ...(payload === undefined ? {} : { payload }),
        })
      ).statusCode,
    ).toBe(200)
})

test('pages of other origins may read what routes for them answer, refusals too, and nothing of the others', async () => {
  const http = await served()
  const from = { origin: 'https://player.example' }
  const allowed = async (request: InjectOptions) =>
    (await http.inject(request)).headers['access-control-allow-origin']
  const headers = { ...offer.headers, ...from }
  expect(await allowed({ ...offer, headers, payload: 'offer' })).toBe('*')
  expect(await allowed({ ...offer, headers, payload: 'bad' })).toBe('*')
  expect(await allowed({ ...offer, headers: { ...from, 'content-type': 'text/plain' }, payload: 'x' })).toBe(
    '*',
  )
  expect(await allowed({ url: '/api/v1/own', headers: { ...from, ...as('user') } })).toBeUndefined()
})

test('OPTIONS says what may be sent, and is answered for those routes alone', async () => {
  const http = await served()
  const reply = await http.inject({ method: 'OPTIONS', url: open.path })
  expect(reply.statusCode).toBe(200)
  expect(reply.headers).toMatchObject({
    'accept-post': 'application/sdp',
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'POST, DELETE, OPTIONS',
    'access-control-allow-headers': 'authorization, content-type, if-match',
  })
  expect((await http.inject({ method: 'OPTIONS', url: '/api/v1/own' })).statusCode).toBe(404)
})

test('a page of another origin cannot use our cookies', async () => {
  const http = await served()
  const headers = { ...offer.headers, origin: 'https://player.example', cookie: 'stoa=1' }
  expect((await http.inject({ ...offer, headers, payload: 'offer' })).statusCode).toBe(403)
})
