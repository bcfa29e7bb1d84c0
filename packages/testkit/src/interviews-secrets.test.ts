import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { type Client, createClient } from '@stoa/client'
import { openInterview } from '@stoa/client/interviews'
import { message } from '@stoa/contract/chat'
import { FaultBody } from '@stoa/contract/http'
import {
  changeSession,
  createQuestion,
  createSession,
  getDocument,
  getSession,
  joinSession,
  listSessions,
  note,
  noteEdited,
  rubric,
  type SessionRole,
  scorecard,
  testCases,
  version,
} from '@stoa/contract/interviews'
import { getRoom, listEntries, listMembers, listRooms } from '@stoa/contract/rooms'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startNode, type TestNode } from './node.ts'
import { join, online, type Person, until } from './talk.testing.ts'

let node: TestNode
let ada: Person

beforeAll(async () => {
  node = await startNode({ settings: { headsSeconds: '1' } })
  ada = await join(node, 'ada@example.com')
})
afterAll(async () => {
  await ada.client.stop()
  await node.stop()
})

/** A line to the node that keeps every byte the node says on it. Neither replies nor frames are compressed or masked on that way. */
async function tap() {
  const heard: Buffer[] = []
  const open = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(Number(new URL(node.url).port), '127.0.0.1')
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one)
      one.on('error', () => one.destroy())
      one.on('close', () => {
        open.delete(one)
        other.destroy()
      })
    }
    near.pipe(far)
    far.on('data', (bytes) => heard.push(bytes))
    far.pipe(near)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    text: () => Buffer.concat(heard).toString(),
    async close() {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

const secret = (what: string) => `secret ${what} ${randomUUID()}`

/** Asks for everything a client can ask for; what is refused is as good as what is not there. */
async function askForAll(client: Client, rooms: readonly string[], session: string): Promise<void> {
  const asked = [
    client.call(listSessions, { query: {} }),
    client.call(listRooms, { query: {} }),
    ...rooms.flatMap((room) => [
      client.call(getRoom, { params: { room } }),
      client.call(listMembers, { params: { room } }),
      client.call(listEntries, { params: { room }, query: {} }),
      client.call(getSession, { params: { session: room } }),
      ...[1, 2, 3, 4, 5].map((document) => client.call(getDocument, { params: { session: room, document } })),
    ]),
    client.call(changeSession, { params: { session }, body: { title: 'Mine' } }),
  ]
  await Promise.allSettled(asked)
}

describe.each(['candidate', 'observer'] as const)('what comes to a %s', (role: SessionRole) => {
  test('P9: holds no note, score, rubric or hidden test, whatever they ask for and whatever happens', async () => {
    const [hidden, criterion, seen] = [secret('test'), secret('criterion'), secret('in front of all')]
    const question = await ada.client.call(createQuestion, {
      body: {
        ...{ title: 'Q', language: 'python', prompt: seen, code: 'pass', tests: [], rubric: [criterion] },
        hiddenTests: [{ id: randomUUID(), name: hidden, input: hidden, expected: hidden }],
      },
    })
    const session = await ada.client.call(createSession, { body: { title: 'P9', question: question.id } })
    const code = session.links?.[role].split('#')[1] ?? ''
    const staff = session.staffRoom ?? ''
    const line = await tap()
    const client = createClient({ url: line.url, tokens: 'body' })
    await client.start()
    const { signedIn } = await client.call(joinSession, {
      params: { session: session.id },
      body: { code, name: 'Gus', tokens: 'body' },
    })
    if (signedIn === null) throw new Error('nobody was signed in')
    await client.enter(signedIn)
    await online(client)
    const open = openInterview(client, session.id)
    await until(open, ({ status }) => status === 'ready')
    expect(open.get().staff).toBeNull()

    const interviewer = openInterview(ada.client, session.id)
    await until(interviewer, ({ status }) => status === 'ready')
    const secrets = {
      note: secret('note'),
      edited: secret('edited'),
      score: secret('score'),
      test: secret('test'),
    }
    const written = await interviewer.sendStaff(note, { text: secrets.note, seq: 1 })
    await interviewer.sendStaff(noteEdited, { text: secrets.edited }, written.seq)
    await interviewer.sendStaff(rubric, { criteria: [criterion] })
    await interviewer.sendStaff(scorecard, {
      ...{ recommendation: 'yes', summary: secrets.score },
      scores: [{ criterion, score: 3, comment: secrets.score }],
    })
    await interviewer.sendStaff(testCases, {
      cases: [{ id: randomUUID(), name: secrets.test, input: secrets.test, expected: secrets.test }],
    })
    await askForAll(client, [session.id, staff], session.id)
    const last = await interviewer.send(version, { name: 'The last thing' })
    await until(open, ({ head }) => head >= last.seq)

    const traffic = line.text()
    // What is for everybody is there to be found, so the rest would be too.
    expect(traffic).toContain('The last thing')
    expect(traffic).toContain('Question')
    for (const one of [...Object.values(secrets), hidden, criterion, staff])
      expect(traffic).not.toContain(one)

    open.close()
    interviewer.close()
    await client.stop()
    await line.close()
  })
})

test('P9, T8: a candidate asking for the staff room is answered as for one that is not there', async () => {
  const session = await ada.client.call(createSession, { body: { title: 'Staff' } })
  const { signedIn } = await createClient({ url: node.url, tokens: 'body' }).call(joinSession, {
    params: { session: session.id },
    body: { code: session.links?.candidate.split('#')[1] ?? '', name: 'Gus', tokens: 'body' },
  })
  const ask = async (room: string) => {
    const reply = await fetch(`${node.url}/api/v1/rooms/${room}/entries`, {
      headers: { authorization: `Bearer ${signedIn?.accessToken}` },
    })
    return FaultBody.parse(await reply.json())
  }
  const [there, nowhere] = [await ask(session.staffRoom ?? ''), await ask(randomUUID())]
  expect(there).toEqual(nowhere)
  expect(there.statusCode).toBe(404)
})

test('a guest talks in the interview as anybody', async () => {
  const session = await ada.client.call(createSession, { body: { title: 'Chat' } })
  const gus = createClient({ url: node.url, tokens: 'body' })
  await gus.start()
  const { signedIn } = await gus.call(joinSession, {
    params: { session: session.id },
    body: { code: session.links?.observer.split('#')[1] ?? '', name: 'Gus', tokens: 'body' },
  })
  if (signedIn === null) throw new Error('nobody was signed in')
  await gus.enter(signedIn)
  await online(gus)
  const conversation = ada.client.open(session.id)
  await until(conversation, ({ status }) => status === 'ready')
  await gus.send(session.id, message, { text: 'Hello from an observer' })
  await until(conversation, ({ items }) =>
    items.some((item) => item.kind === 'message' && item.text === 'Hello from an observer' && item.seq > 0),
  )
  conversation.close()
  await gus.stop()
})
