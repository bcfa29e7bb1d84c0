import { randomUUID } from 'node:crypto'
import { type Client, createClient } from '@stoa/client'
import { type OpenInterview, openInterview } from '@stoa/client/interviews'
import { getMe } from '@stoa/contract/accounts'
import { DeviceId, FaultBody, RoomId } from '@stoa/contract/http'
import { createSession, getDocument, joinSession, update } from '@stoa/contract/interviews'
import { io } from 'socket.io-client'
import * as Y from 'yjs'
import { becomes, type Invitation, inTurn, type Table, when } from './table.ts'

interface Writer {
  readonly text: Y.Text
  unacknowledged(): number
  close(): void
}

/** Begins an interview, or comes back to one: readers by the SDK, and a writer whose pen is as asked for. */
export async function sitAtStoa({ url, document, tokens, pen }: Invitation): Promise<Table> {
  const [first = '', ...others] = tokens
  const host = await signIn(url, first)
  const readers = await inTurn(others, (token) => signIn(url, token))
  const session = document === '' ? await begin(host, readers) : RoomId.parse(document)
  const seats = await inTurn(readers, async (client) => await sit(client, session))
  const writer = await (pen === 'single'
    ? writeSingly(host, { url, token: first, session })
    : writeBySdk(host, session))
  return {
    document: session,
    texts: [writer.text, ...seats.map(({ text }) => text)],
    unacknowledged: writer.unacknowledged,
    async close() {
      writer.close()
      await Promise.all([host, ...readers].map((client) => client.stop()))
    },
  }
}

/** Milliseconds from opening it until the text was as wanted, for one who comes now and was never here before. */
export async function visitStoa(
  { url, document, tokens }: Invitation,
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

async function begin(host: Client, others: readonly Client[]): Promise<RoomId> {
  const { id, links } = await host.call(createSession, { body: { title: 'Pads', language: 'text' } })
  const code = new URL(links?.candidate ?? '', 'http://any').hash.slice(1)
  await inTurn(others, (client) => client.call(joinSession, { params: { session: id }, body: { code } }))
  return id
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
