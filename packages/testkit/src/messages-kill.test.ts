import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { createChat, message } from '@stoa/contract/chat'
import { Room, type Sent } from '@stoa/contract/rooms'
import { expect, onTestFinished, test } from 'vitest'
import { TestSocket } from '../../server/src/rooms/kernel.testing.ts'
import { newData } from './node.ts'
import { startNodeProcess } from './process.ts'

test('T2, T4: the server is killed in a burst of messages; what was acknowledged is where it was said, and a repeat gives that place', async () => {
  const data = await newData({})
  onTestFinished(() => rm(data, { recursive: true }))
  const first = await startNodeProcess({ data })
  const { accessToken } = await first.signIn('ada@example.com')
  const made = await fetch(first.url + createChat.path, {
    method: createChat.method,
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'group', name: 'A burst', members: [] }),
  })
  const room = Room.parse(await made.json()).id
  const say = (through: TestSocket, clientId: string) =>
    through.ask('send', { room, type: message.name, clientId, body: { text: clientId } })

  const pen = await TestSocket.connect(first.url, accessToken)
  const acknowledged = new Map<string, Sent>()
  const enough = Promise.withResolvers<void>()
  const burst = Array.from({ length: 400 }, () => randomUUID())
  for (const clientId of burst)
    say(pen, clientId).then(
      (sent) => {
        acknowledged.set(clientId, sent)
        if (acknowledged.size === 50) enough.resolve()
      },
      // What was under way when it died: acknowledged to nobody.
      () => undefined,
    )
  await enough.promise
  await first.kill('SIGKILL')

  const second = await startNodeProcess({ data })
  onTestFinished(async () => void (await second.stop()))
  const again = await TestSocket.connect(second.url, accessToken)
  const { head } = await again.ask('subscribe', { room, after: 0 })
  await again.until(() => again.entries(room).some(({ seq }) => seq === head), 'the last entry')
  const entries = new Map(again.entries(room).map((entry) => [entry.seq, entry]))
  expect([...entries.keys()]).toEqual(Array.from({ length: head }, (_, n) => n + 1))
  for (const [clientId, { seq }] of acknowledged) expect(entries.get(seq)).toMatchObject({ clientId })

  const places = await Promise.all(burst.map(async (clientId) => (await say(again, clientId)).seq))
  for (const [place, clientId] of burst.entries()) {
    const before = acknowledged.get(clientId)
    if (before !== undefined) expect(places[place]).toBe(before.seq)
  }
  expect(new Set(places).size).toBe(burst.length)
  again.close()
}, 120_000)
