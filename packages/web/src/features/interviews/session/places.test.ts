import { type Client, createClient } from '@stoa/client'
import { openInterview } from '@stoa/client/interviews'
import { createSession, cursor, joinSession } from '@stoa/contract/interviews'
import { startNode, type TestNode } from '@stoa/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'

let node: TestNode

beforeAll(async () => {
  node = await startNode()
})
afterAll(() => node?.stop())

async function signedIn(email: string, report: (error: unknown) => void): Promise<Client> {
  const client = createClient({ url: node.url, tokens: 'body', report })
  await client.start()
  await client.login(email)
  await client.verify(email, await node.codeFor(email))
  await expect.poll(() => client.connection.get().status).toBe('online')
  return client
}

test('P3: a cursor that moves before the room is heard is no fault, and is told as soon as it is', async () => {
  const faults: unknown[] = []
  const report = (error: unknown) => faults.push(error)
  const [ada, zeno] = [await signedIn('ada@example.org', report), await signedIn('zeno@example.org', report)]
  const session = await ada.call(createSession, { body: { title: 'Early', language: 'text' } })
  const code = session.links?.candidate.split('#')[1] ?? ''
  await zeno.call(joinSession, { params: { session: session.id }, body: { code } })
  const hers = openInterview(ada, session.id)
  await expect.poll(() => hers.get().content.documents.length).toBe(1)
  const seq = hers.get().content.documents[0]?.seq ?? 0

  zeno.signal(session.id, cursor, { document: seq })
  const his = openInterview(zeno, session.id, { report })
  his.document(seq).point([1, 2])
  await expect.poll(() => hers.get().places.size).toBe(1)
  expect([...hers.get().places.values()]).toEqual([{ document: seq, pointer: [1, 2] }])
  expect(faults).toEqual([])

  for (const one of [hers, his]) one.close()
  for (const one of [ada, zeno]) await one.stop()
})
