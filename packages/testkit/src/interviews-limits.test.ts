import { randomUUID } from 'node:crypto'
import {
  createSession,
  cursor,
  documentBegun,
  type InterviewSession,
  joinSession,
  languageChanged,
  update,
} from '@stoa/contract/interviews'
import { listEntries, sendEntry } from '@stoa/contract/rooms'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TestSocket } from '../../server/src/rooms/kernel.testing.ts'
import { startNode, type TestNode } from './node.ts'
import { join, type Person } from './talk.testing.ts'

let node: TestNode
let ada: Person
let bob: Person
let session: InterviewSession
/** The seq and the generation of its first document. */
let document: number
let generation: string
/** Passes when a test says so, so that what is counted is exact. */
let now = Date.now()

beforeAll(async () => {
  node = await startNode({ settings: { rateLimitScale: '1' }, overrides: { clock: () => now } })
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
    await send(bob, languageChanged, { language: 'python' })
    now += 4_999
    await expect(send(ada, languageChanged, { language: 'rust' })).rejects.toMatchObject(tooMany)
    now += 1
    await send(ada, languageChanged, { language: 'rust' })
  })

  test('write: 50 times a second, and what is refused is not there', async () => {
    const nothing = Buffer.from([0, 0]).toString('base64')
    const write = (by: Person) => send(by, update, { generation, update: nothing, origin: 'type' })
    const sent = await Promise.allSettled(Array.from({ length: 80 }, () => write(ada)))
    const refused = sent.filter(({ status }) => status === 'rejected')
    expect(refused).toHaveLength(30)
    for (const one of refused) expect(one).toMatchObject({ reason: tooMany })
    await write(bob)
    now += 1_000
    await write(ada)
    const { entries } = await bob.client.call(listEntries, { params: { room: session.id }, query: {} })
    expect(entries.filter(({ type }) => type === update.name)).toHaveLength(52)
  })

  test('tell where they are: 10 times a second', async () => {
    // One code a minute.
    now += 60_000
    const { accessToken } = await node.signIn('bob@example.com')
    const socket = await TestSocket.connect(node.url, accessToken)
    await socket.ask('subscribe', { room: session.id, after: 0 })
    const told = await Promise.allSettled(
      Array.from({ length: 25 }, () =>
        socket.ask('signal', { room: session.id, type: cursor.name, body: { document } }),
      ),
    )
    const refused = told.filter(({ status }) => status === 'rejected')
    expect(refused).toHaveLength(15)
    for (const one of refused) expect(one).toMatchObject({ reason: tooMany })
    socket.close()
  })
})
