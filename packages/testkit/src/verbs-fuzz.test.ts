import { randomUUID } from 'node:crypto'
import { createChat, message, typing } from '@stoa/contract/chat'
import { FaultBody, isFaultBody } from '@stoa/contract/http'
import { Room, type Verb, type VerbRequest, verbs } from '@stoa/contract/rooms'
import fc from 'fast-check'
import { io, type Socket } from 'socket.io-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod'
import { startNode, type TestNode } from './node.ts'
import { spoilt } from './spoil.testing.ts'

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
