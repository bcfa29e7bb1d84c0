import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { route } from '@stoa/contract/http'
import { afterEach, beforeEach, expect, test } from 'vitest'
import * as z from 'zod'
import { createHttp, type Http } from './http.ts'

const about = { access: 'user', tag: 'test', summary: 'A route' } as const
const find = route({
  ...about,
  method: 'GET',
  path: '/things/:kind/:id',
  params: z.object({ kind: z.string(), id: z.string() }),
  query: z.object({ after: z.coerce.number().optional(), text: z.string().optional() }),
  reply: z.object({ count: z.number().default(7) }),
})
const make = route({ ...about, method: 'POST', path: '/things', body: z.object({ name: z.string() }) })
const upload = route({
  ...about,
  method: 'PUT',
  path: '/bytes',
  body: { bytes: ['image/png'], maxBytes: 100 },
})

let server: Server
let http: Http
let url: string
let seen: { method?: string; url?: string; headers: IncomingMessage['headers']; body: string }
let respond: (response: ServerResponse) => void

beforeEach(async () => {
  respond = (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const { method = '', url: path = '', headers } = request
    seen = { method, url: path, headers, body }
    respond(response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address() as AddressInfo
  url = `http://127.0.0.1:${address.port}`
  http = createHttp({ url, fetch })
})
afterEach(async () => {
  server.closeAllConnections()
  server.close()
  await once(server, 'close')
})

test('parameters and query are written into the address, and the reply is read by its schema', async () => {
  const call = { params: { kind: 'a/b', id: 'ü' }, query: { after: 3, text: 'x & y' } }
  expect(await http(find, call, 'token')).toEqual({ count: 7 })
  expect(seen).toMatchObject({ method: 'GET', url: '/things/a%2Fb/%C3%BC?after=3&text=x+%26+y' })
  expect(seen.headers.authorization).toBe('Bearer token')
})

test('what is not said in the query is left out', async () => {
  await http(find, { params: { kind: 'a', id: 'b' }, query: { after: undefined } })
  expect(seen.url).toBe('/things/a/b')
  expect(seen.headers.authorization).toBeUndefined()
})

test('a JSON body is sent as JSON, and an empty answer is nothing', async () => {
  respond = (response) => response.writeHead(204).end()
  expect(await http(make, { body: { name: 'x' } })).toBeUndefined()
  expect(seen).toMatchObject({ method: 'POST', body: '{"name":"x"}' })
  expect(seen.headers['content-type']).toBe('application/json')
})

test('bytes are sent as they are, with their type', async () => {
  respond = (response) => response.writeHead(204).end()
  await http(upload, { body: new TextEncoder().encode('png!'), contentType: 'image/png' })
  expect(seen).toMatchObject({ method: 'PUT', body: 'png!' })
  expect(seen.headers['content-type']).toBe('image/png')
})

test("the server's refusal is thrown as its fault", async () => {
  const body = { error: 'CONFLICT', message: 'Not now', statusCode: 409, details: { why: 1 } }
  respond = (response) => response.writeHead(409).end(JSON.stringify(body))
  await expect(http(make, { body: {} })).rejects.toMatchObject({
    name: 'Fault',
    code: 'CONFLICT',
    message: 'Not now',
    details: { why: 1 },
  })
})

test("a proxy's own error page becomes the fault its status means, with how long to wait", async () => {
  respond = (response) => response.writeHead(503, { 'retry-after': '3' }).end('<h1>Down</h1>')
  await expect(http(make, { body: {} })).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    details: { retryAfter: 3000 },
  })
  respond = (response) => response.writeHead(418).end('teapot')
  await expect(http(make, { body: {} })).rejects.toMatchObject({ code: 'INTERNAL' })
})

test('a server that cannot be reached, or goes away while it answers, is UNAVAILABLE', async () => {
  const nowhere = createHttp({ url: 'http://127.0.0.1:1', fetch })
  await expect(nowhere(make, { body: {} })).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  respond = (response) => {
    response.writeHead(200, { 'content-length': '100' }).write('{')
    response.socket?.destroy()
  }
  await expect(http(find, { params: { kind: 'a', id: 'b' } })).rejects.toMatchObject({ code: 'UNAVAILABLE' })
})

test('an answer that is not what the route promises is INTERNAL, and the cause says where', async () => {
  respond = (response) => response.writeHead(200).end('{"count":"seven"}')
  await expect(http(find, { params: { kind: 'a', id: 'b' } })).rejects.toMatchObject({
    code: 'INTERNAL',
    cause: { issues: [{ path: ['count'] }] },
  })
})
