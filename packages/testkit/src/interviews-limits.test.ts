import { randomUUID } from 'node:crypto'
import {
  createSession,
  documentBegun,
  type InterviewSession,
  joinSession,
  languageChanged,
  update,
} from '@stoa/contract/interviews'
import { listEntries, sendEntry } from '@stoa/contract/rooms'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startNode, type TestNode } from './node.ts'
import { join, type Person } from './talk.testing.ts'

let node: TestNode
let ada: Person
let bob: Person
let session: InterviewSession
/** The seq and the generation of its first document. */
let document: number
let generation: string

beforeAll(async () => {
  node = await startNode({ settings: { rateLimitScale: '1' } })
  ada = await join(node, 'ada@example.com')
  bob = await join(node, 'bob@example.com')
  session = await ada.client.call(createSession, { body: { title: 'Limits' } })
  await bob.client.call(joinSession, {
    params: { session: session.id },
    body: { code: session.links?.candidate.split('#')[1] ?? '' },
  })
  const { entries } = await ada.client.call(listEntries, { params: { room: session.id }, query: {} })
  const begun = entries.find(({ type }) => type === documentBegun.name)
  document = begun?.seq ?? 0
  generation = documentBegun.stored.parse(begun?.body).generation
})
afterAll(async () => {
  await ada.client.stop()
  await bob.client.stop()
  await node.stop()
})

const send = ({ client }: Person, { name: type }: { readonly name: string }, body: unknown) =>
  client.call(sendEntry, {
    params: { room: session.id },
    body: { type, clientId: randomUUID(), body, about: document },
  })
const tooMany = { code: 'TOO_MANY', details: { retryAfter: expect.any(Number) } }

describe('P4: how often somebody may', () => {
  test('switch the language: once in 5 s, each for themselves', async () => {
    await send(ada, languageChanged, { language: 'go' })
    await expect(send(ada, languageChanged, { language: 'rust' })).rejects.toMatchObject(tooMany)
    await send(bob, languageChanged, { language: 'python' })
  })

  test('write: 50 times a second, and what is refused is not there', async () => {
    const nothing = Buffer.from([0, 0]).toString('base64')
    const writes = Array.from({ length: 300 }, () =>
      send(ada, update, { generation, update: nothing, origin: 'type' }),
    )
    const sent = await Promise.allSettled(writes)
    const refused = sent.filter(({ status }) => status === 'rejected')
    for (const one of refused) expect(one).toMatchObject({ reason: tooMany })
    expect(refused.length).toBeGreaterThan(0)
    const { entries } = await bob.client.call(listEntries, { params: { room: session.id }, query: {} })
    expect(entries.filter(({ type }) => type === update.name)).toHaveLength(sent.length - refused.length)
  })
})
