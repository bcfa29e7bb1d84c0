import { afterAll, beforeAll, expect, test } from 'vitest'
import { type KernelNode, type KernelTest, note, testKernel } from '../kernel.testing.ts'
import { readRange } from '../timeline/store.ts'

let kernel: KernelTest
let node: KernelNode

beforeAll(async () => {
  kernel = await testKernel()
  node = await kernel.node()
})
afterAll(() => kernel.close())

test('T4: ids in upper case are the same ids: a repeat is one, and all are told them in lower case', async () => {
  const ada = kernel.user()
  const room = await node.room([ada])
  const socket = await node.connect(ada)
  const upper = (id: string) => id.toUpperCase()
  await socket.ask('subscribe', { room: upper(room), after: 1 })
  const clientId = crypto.randomUUID()
  const send = { room: upper(room), type: note.name, clientId: upper(clientId), body: { text: 'once' } }
  const sent = await socket.ask('send', send)
  expect(await socket.ask('send', send)).toEqual(sent)
  expect(await socket.ask('send', { ...send, room, clientId })).toEqual(sent)
  await socket.until(() => socket.entries(room).length > 0)
  const stored = await readRange(kernel.database.db, { room, from: 2, to: 100, limit: 100 })
  expect(socket.entries(room)).toEqual(stored)
  expect(stored).toMatchObject([{ seq: 2, clientId }])
})
