import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type KernelTest, type TestSocket, testKernel } from '../kernel.testing.ts'

let test: KernelTest

beforeAll(async () => {
  test = await testKernel()
})
afterAll(() => test.close())

const noticesOf = (socket: TestSocket) => socket.bodies('notice').map(({ kind }) => kind)

it('O4: a node that has too much to do takes no new connections, and goes on for those it has', async () => {
  let busy = false
  const node = await test.node({ accepting: () => !busy })
  const [ada, bob] = [test.user(), test.user()]
  const room = await node.room([ada, bob])
  const hers = await node.connect(ada)
  busy = true
  await expect(node.connect(bob)).rejects.toThrow()
  await hers.send(room, 'still here')
  busy = false
  const his = await node.connect(bob)
  await his.send(room, 'here too')
})

it('O2: a node that stops says so to everybody, and when to come again', async () => {
  const node = await test.node()
  const sockets = [await node.connect(test.user()), await node.connect(test.user())]
  await node.kill()
  for (const socket of sockets) {
    await socket.until(() => !socket.socket.connected)
    expect(socket.bodies('notice')).toEqual([
      { kind: 'draining', message: expect.any(String), retryAfter: expect.any(Number) },
    ])
  }
})

it('a token is reminded of a minute before it is over, and a minute after that its connection is closed', async () => {
  let now = Date.now()
  const node = await test.node({ clock: () => now })
  const [early, late] = [
    await node.connect(test.user(), { expiresAt: now + 300_000 }),
    await node.connect(test.user(), { expiresAt: now + 59_000 }),
  ]
  await late.until(() => noticesOf(late).includes('renew'))
  expect(noticesOf(early)).toEqual([])
  now += 59_000 + 60_001
  await late.until(() => !late.socket.connected)
  expect(noticesOf(late)).toEqual(['renew', 'session_ended'])
  expect(early.socket.connected).toBe(true)
})

it('a connection may use 500 verbs a second, and is told when to go on', async () => {
  let now = Date.now()
  const node = await test.node({ clock: () => now })
  const socket = await node.connect(test.user())
  const room = randomUUID()
  const answers = await Promise.all(
    Array.from({ length: 600 }, () => socket.socket.emitWithAck('unsubscribe', { room })),
  )
  expect(answers.slice(0, 500)).toEqual(Array.from({ length: 500 }, () => ({})))
  for (const answer of answers.slice(500))
    expect(answer).toMatchObject({ error: 'TOO_MANY', details: { retryAfter: 1000 } })
  now += 1_000
  expect(await socket.socket.emitWithAck('unsubscribe', { room })).toEqual({})
})
