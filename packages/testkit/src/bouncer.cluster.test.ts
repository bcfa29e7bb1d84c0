import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createChat } from '@stoa/contract/chat'
import { listEntries } from '@stoa/contract/rooms'
import { getBalance, grantCoins } from '@stoa/contract/wallet'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Bouncer, startBouncer } from '../../server/src/platform/database/pgbouncer.testing.ts'
import { type PostgresServer, startPostgres } from '../../server/src/platform/database/postgres.testing.ts'
import { startNode, type TestNode } from './node.ts'
import { join, message, openDirect, type Person, until } from './talk.testing.ts'

let postgres: PostgresServer
let bouncer: Bouncer
let node: TestNode
let ada: Person
let bob: Person

beforeAll(async () => {
  postgres = await startPostgres()
  // Fewer sessions than the node has connections: transactions of one connection go to different ones.
  bouncer = await startBouncer(postgres.url, { size: 3 })
  node = await startNode({ databaseUrl: bouncer.url })
  ada = await join(node, 'ada@example.com')
  bob = await join(node, 'bob@example.com')
})
afterAll(async () => {
  await Promise.all([ada.client.stop(), bob.client.stop()])
  await node.stop()
  await bouncer.stop()
  await postgres.stop()
})

test('O8: a node migrates, signs people in and lets them talk through PgBouncer in transaction mode', async () => {
  const room = await openDirect(ada, bob)
  const [hers, his] = [ada.client.open(room), bob.client.open(room)]
  hers.send({ text: 'through the bouncer' })
  const got = await message(his, 'through the bouncer')
  his.read(got.seq)
  await until(hers, () => hers.get().items.some((item) => item.kind === 'message' && item.state === 'read'))
  hers.close()
  his.close()
})

test('O8: many rooms are written at once through three sessions, and every timeline is whole', async () => {
  const rooms = await Promise.all(
    Array.from({ length: 8 }, (_, n) =>
      ada.client.call(createChat, { body: { kind: 'group', name: `Room ${n}`, members: [bob.id] } }),
    ),
  )
  const open = rooms.map(({ id }) => ada.client.open(id))
  for (let n = 0; n < 20; n += 1) for (const one of open) one.send({ text: `number ${n}` })
  await Promise.all(open.map((one) => message(one, 'number 19')))
  await until(ada.client.outbox, () => ada.client.outbox.get().waiting === 0)
  for (const { id } of rooms) {
    const { entries } = await bob.client.call(listEntries, { params: { room: id } })
    expect(entries.map((entry) => entry.seq)).toEqual(entries.map((_, at) => at + 1))
    expect(entries.filter((entry) => entry.type === 'chat.message')).toHaveLength(20)
  }
  for (const one of open) one.close()
})

test('W8: coins move by many transfers at once through PgBouncer, and stoa wallet verify finds the books right there', async () => {
  const granted = Array.from({ length: 40 }, (_, n) =>
    ada.client.call(grantCoins, {
      params: { user: n % 2 === 0 ? ada.id : bob.id },
      body: { amount: 100 + n, note: 'a start', key: crypto.randomUUID() },
    }),
  )
  await Promise.all(granted)
  const balances = await Promise.all([ada, bob].map(({ client }) => client.call(getBalance)))
  expect(balances.map(({ balance }) => balance)).toEqual([2380, 2400])
  const main = fileURLToPath(import.meta.resolve('@stoa/server')).replace(/index\.ts$/, 'main.ts')
  const { stdout } = await promisify(execFile)(process.execPath, [main, 'wallet', 'verify'], {
    env: { STOA_DATABASE_URL: bouncer.url, STOA_SECRET: 'only to satisfy the settings, not used here' },
  })
  expect(stdout).toMatch(/^the books are right \(accounts: \d+, transfers: 40\)\n$/)
}, 60_000)
