import { signalType } from '@stoa/contract/rooms'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod'
import { type KernelNode, type KernelTest, note, poll, result, testKernel } from '../kernel.testing.ts'
import { signalRule } from '../rules.ts'

let kernel: KernelTest
let node: KernelNode
beforeAll(async () => {
  kernel = await testKernel()
  node = await kernel.node()
})
afterAll(() => kernel.close())

async function inRoom() {
  const ada = kernel.user()
  const room = await node.room([ada])
  const socket = await node.connect(ada)
  await socket.ask('subscribe', { room, after: 0 })
  return { room, socket }
}

test('T9: a signal may go without an acknowledgement, and is then taken or dropped in silence; no other verb may', async () => {
  const { room, socket } = await inRoom()
  const sums = () =>
    socket
      .bodies('signals')
      .flatMap(({ signals }) => signals)
      .filter(({ type }) => type === result.name)
      .map(({ body }) => (body as { sum: number }).sum)
  socket.socket.emit('signal', { room, type: poll.name, body: { n: 2 } })
  socket.socket.emit('signal', { room, type: poll.name, body: { n: 'two' } })
  socket.socket.emit('signal')
  socket.socket.emit('send', {
    room,
    type: note.name,
    clientId: crypto.randomUUID(),
    body: { text: 'unheard' },
  })
  await socket.ask('signal', { room, type: poll.name, body: { n: 3 } })
  await socket.until(() => sums().length >= 2)
  expect(sums()).toEqual([2, 5])
  await socket.send(room, 'heard')
  await socket.until(() => socket.notes(room).includes('heard'))
  expect(socket.notes(room)).toEqual(['heard'])
})

test('T9: one signal may stand for several of its rate, and what taking it waits for is waited for', async () => {
  const taken: number[] = []
  const many = signalType({ name: 'test.many', body: z.strictObject({ n: z.int() }), perSecond: 10 })
  node.rooms.register({
    entries: [],
    signals: [
      signalRule({
        type: many,
        kinds: ['group'],
        points: ({ n }) => n,
        async consume({ n }) {
          await Promise.resolve()
          taken.push(n)
        },
      }),
    ],
  })
  const { room, socket } = await inRoom()
  const send = (n: number) => socket.ask('signal', { room, type: many.name, body: { n } })
  const [four, six, one] = await Promise.allSettled([send(4), send(6), send(1)])
  expect([four?.status, six?.status]).toEqual(['fulfilled', 'fulfilled'])
  expect(one).toMatchObject({ status: 'rejected', reason: { code: 'TOO_MANY' } })
  expect(taken).toEqual([4, 6])
})
