import { randomUUID } from 'node:crypto'
import { type Client, createClient } from '@stoa/client'
import { type OpenInterview, openInterview } from '@stoa/client/interviews'
import { getMe } from '@stoa/contract/accounts'
import { DeviceId, FaultBody, RoomId } from '@stoa/contract/http'
import { createSession, getDocument, joinSession, update } from '@stoa/contract/interviews'
import { io } from 'socket.io-client'
import * as Y from 'yjs'
import { type Beginning, becomes, type Desk, inTurn, type Readers, type Visit, when } from './table.ts'

interface Writer {
  readonly text: Y.Text
  unacknowledged(): number
  close(): void
}

/** Begins an interview with a writer whose pen is as asked for. */
export async function writeAtStoa({ url, writer, readers, pen }: Beginning): Promise<Desk> {
  const host = await signIn(url, writer)
  const { id: session, links } = await host.call(createSession, { body: { title: 'Pads', language: 'text' } })
  const code = new URL(links?.candidate ?? '', 'http://any').hash.slice(1)
  await inTurn(readers, (token) => join({ url, token, session, code }))
  const { text, unacknowledged, close } = await (pen === 'single'
    ? writeSingly(host, { url, token: writer, session })
    : writeBySdk(host, session))
  return {
    begun: { document: session, path: `/join/${session}#${code}` },
    text,
    unacknowledged,
    async close() {
      close()
      await host.stop()
    },
  }
}

/** Readers by the SDK, each on a connection of their own. */
export async function readAtStoa({ url, document, tokens }: Visit): Promise<Readers> {
  const clients = await inTurn(tokens, (token) => signIn(url, token))
  const seats = await inTurn(clients, (client) => sit(client, RoomId.parse(document)))
  return {
    texts: seats.map(({ text }) => text),
    close: async () => void (await Promise.all(clients.map((client) => client.stop()))),
  }
}

/** Milliseconds from opening it until the text was as wanted, for one who comes now and was never here before. */
export async function visitStoa(
  { url, document, tokens }: Visit,
  wanted: (text: Y.Text) => boolean,
): Promise<number> {
  const client = await signIn(url, tokens[0] ?? '')
  const began = performance.now()
  const { text, interview } = await sit(client, RoomId.parse(document))
  await becomes(text, wanted)
  const took = performance.now() - began
  interview.close()
  await client.stop()
  return took
}

async function signIn(url: string, accessToken: string): Promise<Client> {
  const client = createClient({ url, tokens: 'body', report: () => {} })
  const reply = await fetch(`${url}${getMe.path}`, { headers: { authorization: `Bearer ${accessToken}` } })
  const user = getMe.reply.parse(await reply.json())
  const device = DeviceId.parse(randomUUID())
  await client.enter({ accessToken, expiresAt: Date.now() + 15 * 60_000, device, user })
  await when(client.connection, ({ status }) => status === 'online')
  return client
}

async function join(asked: {
  readonly url: string
  readonly token: string
  readonly session: RoomId
  readonly code: string
}): Promise<void> {
  const answer = await fetch(`${asked.url}${joinSession.path.replace(':session', asked.session)}`, {
    method: joinSession.method,
    headers: { authorization: `Bearer ${asked.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ code: asked.code }),
  })
  if (!answer.ok) throw new Error(`a reader was not let in: ${await answer.text()}`)
}

async function sit(
  client: Client,
  session: RoomId,
): Promise<{ interview: OpenInterview; text: Y.Text; doc: Y.Doc; seq: number }> {
  const interview = openInterview(client, session)
  await when(interview, ({ content }) => content.documents.length > 0)
  const seq = interview.get().content.documents[0]?.seq ?? 0
  const { text, doc, status } = interview.document(seq)
  await when(status, (now) => now.status === 'ready')
  return { interview, text, doc, seq }
}

async function writeBySdk(client: Client, session: RoomId): Promise<Writer> {
  let typed = 0
  let durable = 0
  const send: Client['send'] = async (...entry) => {
    // Everything typed until now is in it: the SDK has at most one on its way.
    const upTo = typed
    const sent = await client.send(...entry)
    durable = upTo
    return sent
  }
  const { text, doc, interview } = await sit({ ...client, send }, session)
  doc.on('update', (_change: Uint8Array, _origin: unknown, _doc: Y.Doc, { local }: Y.Transaction) => {
    if (local) typed += 1
  })
  return { text, unacknowledged: () => typed - durable, close: interview.close }
}

/** Each edit an entry of its own, sent as it is made, without waiting for the one before. */
async function writeSingly(
  client: Client,
  { url, token, session }: { readonly url: string; readonly token: string; readonly session: RoomId },
): Promise<Writer> {
  const { seq, interview } = await sit(client, session)
  interview.close()
  const { generation } = await client.call(getDocument, { params: { session, document: seq } })
  const socket = io(url, { path: '/socket', transports: ['websocket'], auth: { token }, forceNew: true })
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('connect_error', reject)
  })
  const doc = new Y.Doc()
  let waiting = 0
  doc.on('update', (change: Uint8Array) => {
    waiting += 1
    const body = { generation, update: Buffer.from(change).toString('base64'), origin: 'type' }
    const request = { room: session, type: update.name, clientId: randomUUID(), about: seq, body }
    socket.emit('send', request, (answer: unknown) => {
      if (FaultBody.safeParse(answer).success) throw new Error(`refused: ${JSON.stringify(answer)}`)
      waiting -= 1
    })
  })
  return {
    text: doc.getText('text'),
    unacknowledged: () => waiting,
    close: () => void socket.disconnect(),
  }
}
