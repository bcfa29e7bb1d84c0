import { randomUUID } from 'node:crypto'
import { callEntryTypes, callSignalTypes } from '@stoa/contract/calls'
import { chatEntryTypes, chatSignalTypes } from '@stoa/contract/chat'
import { emoteEntryTypes, emoteSignalTypes } from '@stoa/contract/emotes'
import { FaultBody, isFaultBody } from '@stoa/contract/http'
import { sessionEntryTypes, sessionSignalTypes, staffEntryTypes } from '@stoa/contract/interviews'
import { type EntryType, roomEntryTypes, type SignalType, type Verb, verbs } from '@stoa/contract/rooms'
import { streamEntryTypes } from '@stoa/contract/streams'
import fc from 'fast-check'
import { io, type Socket } from 'socket.io-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod'
import { peopleOf } from './access.testing.ts'
import { type Furnished, furnish } from './furnish.testing.ts'
import { startNode, type TestNode } from './node.ts'
import { valuesOf } from './schema.testing.ts'
import { isFields, spoilt } from './spoil.testing.ts'

const entries: readonly EntryType[] = [
  ...[...roomEntryTypes, ...chatEntryTypes, ...sessionEntryTypes, ...staffEntryTypes],
  ...[...callEntryTypes, ...streamEntryTypes, ...emoteEntryTypes],
]
const signals: readonly SignalType[] = [
  ...[...chatSignalTypes, ...sessionSignalTypes, ...callSignalTypes, ...emoteSignalTypes],
]

let node: TestNode
let furnished: Furnished
let socket: Socket

beforeAll(async () => {
  node = await startNode()
  const people = await peopleOf(node)
  furnished = await furnish(node)
  const token = await people.tokenFor('user')
  socket = io(node.url, { path: '/socket', transports: ['websocket'], auth: { token }, reconnection: false })
  await new Promise((resolve, reject) =>
    socket.on('connect', () => resolve(null)).on('connect_error', reject),
  )
  for (const room of furnished.known['room'] ?? []) await ask('subscribe', { room, after: 0 })
})
afterAll(async () => {
  socket.disconnect()
  await furnished.leave()
  await node.stop()
})

/** Rejects where no answer comes. */
function ask(verb: Verb, request: unknown): Promise<unknown> {
  return socket.timeout(10_000).emitWithAck(verb, request)
}

/** Bodies that are good by the schema, as far as it can be told as data, or have one thing wrong. */
function bodiesOf(schema: z.ZodType): fc.Arbitrary<unknown> {
  const good = valuesOf(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }), furnished.known)
  const bad = good.chain((body) => (isFields(body) ? spoilt(body, Object.keys(body)) : fc.jsonValue()))
  return fc.oneof(good, { weight: 2, arbitrary: bad })
}

const rooms = fc.constant(null).chain(() => fc.constantFrom(...(furnished.known['room'] ?? [])))

async function answersSoundly(verb: 'send' | 'signal', request: unknown): Promise<void> {
  const answer = await ask(verb, request)
  if (!isFaultBody(answer)) return void verbs[verb].reply.parse(answer)
  const fault = FaultBody.parse(answer)
  expect(fault.statusCode, fault.message).toBeGreaterThanOrEqual(400)
  expect(fault.statusCode, fault.message).toBeLessThan(500)
}

test.each(entries)(
  '$name is taken or refused with a coded 4xx, whatever its body and wherever it is sent',
  async (type) => {
    const about = type.about === 'required' ? fc.integer({ min: 0, max: 5 }) : fc.constant(undefined)
    const property = fc.asyncProperty(rooms, bodiesOf(type.sent), about, async (room, body, at) => {
      const target = at === undefined ? {} : { about: at }
      await answersSoundly('send', { room, type: type.name, clientId: randomUUID(), body, ...target })
    })
    await fc.assert(property, { numRuns: 40 })
  },
)

test.each(signals)(
  '$name passes or is refused with a coded 4xx, whatever its body and wherever it is sent',
  async (type) => {
    const property = fc.asyncProperty(rooms, bodiesOf(type.body), (room, body) =>
      answersSoundly('signal', { room, type: type.name, body }),
    )
    await fc.assert(property, { numRuns: 40 })
  },
)
