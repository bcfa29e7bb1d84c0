import { randomUUID } from 'node:crypto'
import { createChat, message, typing } from '@stoa/contract/chat'
import { FaultBody, isFaultBody } from '@stoa/contract/http'
import { Room, type Verb, type VerbRequest, verbs } from '@stoa/contract/rooms'
import fc from 'fast-check'
import { io, type Socket } from 'socket.io-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod'
import { startNode, type TestNode } from './node.ts'

let node: TestNode
let token: string
let room: Room
let socket: Socket

beforeAll(async () => {
  node = await startNode()
  token = (await node.signIn('ada@example.com')).accessToken
  const made = await fetch(node.url + createChat.path, {
    method: createChat.method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'group', name: 'Fuzzed', members: [] }),
  })
  room = Room.parse(await made.json())
  socket = io(node.url, { path: '/socket', transports: ['websocket'], auth: { token }, reconnection: false })
  await new Promise((resolve, reject) =>
    socket.on('connect', () => resolve(null)).on('connect_error', reject),
  )
})
afterAll(async () => {
  socket.disconnect()
  await node.stop()
})

/** A good request of each verb, for the spoiling. */
const good: { readonly [V in Verb]: () => VerbRequest<V> } = {
  subscribe: () => ({ room: room.id, after: 0 }),
  unsubscribe: () => ({ room: room.id }),
  // Sent anew each time: what was appended already is acknowledged whatever its repeat says (T4).
  send: () => ({ room: room.id, type: message.name, clientId: randomUUID(), body: { text: 'hello' } }),
  signal: () => ({ room: room.id, type: typing.name, body: { typing: true } }),
  mark: () => ({ room: room.id, delivered: 1, read: 1 }),
  history: () => ({ room: room.id, from: 1, to: 1 }),
  renew: () => ({ token }),
}

/** What is good: as the verb says, with the bodies that the types used here take. */
const schemas: Readonly<Record<Verb, z.ZodObject>> = {
  subscribe: verbs.subscribe.request,
  unsubscribe: verbs.unsubscribe.request,
  send: verbs.send.request.extend({ type: z.literal(message.name), body: message.sent }),
  signal: verbs.signal.request.extend({ type: z.literal(typing.name), body: typing.body }),
  mark: verbs.mark.request,
  history: verbs.history.request,
  renew: verbs.renew.request,
}

const numbers = fc.constantFrom(-1, -0, 0.5, -1.5, 2 ** 53, -(2 ** 53), 1e308, 5e-324)
const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom('', ' ', '\0', '1', 'null', '__proto__', '\ud800', "' OR 1=1 --"),
  fc.uuid(),
)
/** Below what a packet may hold, which would end the connection. */
const huge = fc.integer({ min: 5_001, max: 400_000 }).map((length) => 'x'.repeat(length))
const deep = fc
  .tuple(fc.integer({ min: 100, max: 3_000 }), fc.constantFrom('[]', '{"a":}'))
  .map(([depth, nest]): unknown => {
    const [open = '', close = ''] = [nest.slice(0, -1), nest.slice(-1)]
    return JSON.parse(`${open.repeat(depth)}1${close.repeat(depth)}`)
  })
const bytes = fc.uint8Array({ maxLength: 200 }).map((some) => Buffer.from(some))
const json = fc.oneof(numbers, texts, huge, deep, fc.jsonValue({ maxDepth: 4 }))
const anything = fc.oneof({ weight: 5, arbitrary: json }, { weight: 1, arbitrary: bytes })
const strangers = fc.constantFrom('more', '__proto__', 'constructor', 'toJSON', '')

type Fields = Readonly<Record<string, unknown>>

/** The request with one thing wrong: a field gone, another thing in its place, one too many, or nothing like it at all. */
function spoilt(request: Fields, names: readonly string[]): fc.Arbitrary<unknown> {
  const inner = Object.entries(request).flatMap(([name, value]) =>
    isFields(value) ? [spoilt(value, Object.keys(value)).map((worse) => put(request, name, worse))] : [],
  )
  const name = fc.constantFrom(...names)
  return fc.oneof(
    { weight: 2, arbitrary: name.map((gone) => without(request, gone)) },
    { weight: 6, arbitrary: fc.tuple(name, anything).map(([field, value]) => put(request, field, value)) },
    // No bytes here: taking them out of the packet, the client would lose a `__proto__` before it is sent.
    { weight: 2, arbitrary: fc.tuple(strangers, json).map(([more, value]) => put(request, more, value)) },
    { weight: 1, arbitrary: fc.oneof(anything, fc.constant(undefined)) },
    ...inner.map((arbitrary) => ({ weight: 3, arbitrary })),
  )
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Made of entries, so that `__proto__` is a field like any other, as it is in JSON. */
function put(request: Fields, name: string, value: unknown): Fields {
  return Object.fromEntries([...Object.entries(request), [name, value]])
}

function without(request: Fields, name: string): Fields {
  return Object.fromEntries(Object.entries(request).filter(([field]) => field !== name))
}

/** Rejects where no answer comes. */
function ask(verb: Verb, request: unknown): Promise<unknown> {
  return socket.timeout(10_000).emitWithAck(verb, request)
}

const named = Object.keys(verbs) as Verb[]

test.each(named)(
  '%s answers what is malformed with a coded 4xx, and the connection goes on',
  async (verb) => {
    const connection = socket.id
    expect(isFaultBody(await ask('subscribe', good.subscribe()))).toBe(false)
    const requests = fc.constant(null).chain(() => spoilt(good[verb](), Object.keys(schemas[verb].shape)))
    const property = fc.asyncProperty(requests, async (request) => {
      const answer = await ask(verb, request)
      // What is spoilt may be good by chance, such as without a field it need not have.
      if (schemas[verb].safeParse(request).success && !isFaultBody(answer))
        return void verbs[verb].reply.parse(answer)
      const fault = FaultBody.parse(answer)
      expect(fault.statusCode, fault.message).toBeGreaterThanOrEqual(400)
      expect(fault.statusCode, fault.message).toBeLessThan(500)
    })
    await fc.assert(property, { numRuns: 60 })
    expect(verbs.subscribe.reply.parse(await ask('subscribe', good.subscribe())).behind).toBe(false)
    expect(verbs[verb].reply.safeParse(await ask(verb, good[verb]())).success).toBe(true)
    expect(socket.id).toBe(connection)
  },
)
