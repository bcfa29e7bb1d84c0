import { randomBytes, randomUUID } from 'node:crypto'
import os from 'node:os'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '../../../platform/database/open.ts'
import { type PostgresServer, startPostgres } from '../../../platform/database/postgres.testing.ts'
import { databaseOn, migrationsFolder, silentLog } from '../../../platform/database/testing.ts'
import { verifyBooks } from '../verify/verify.ts'
import { createLedger } from './ledger.ts'
import { makePeople } from './model.testing.ts'
import { keepsTheBooks, type Node } from './suite.testing.ts'

let server: PostgresServer
let nodes: readonly [Node, Node]
let close: () => Promise<void>
beforeAll(async () => {
  server = await startPostgres()
  const fresh = await databaseOn(server.url)
  const options = { dataFolder: os.tmpdir(), poolSize: 4, migrationsFolder, log: silentLog }
  const other = await openDatabase({ ...options, url: fresh.url })
  const nodeOn = (database: typeof other): Node => ({
    database,
    ledger: createLedger({ database, clock: () => Date.now(), random: (count) => randomBytes(count) }),
  })
  nodes = [nodeOn(fresh.database), nodeOn(other)]
  close = async () => {
    await other.close()
    await fresh.close()
  }
})
afterAll(async () => {
  await close()
  await server.stop()
})

test('W2, W3, W4, W5, W6: random commands on two nodes at the same time leave what a plain model says', async () => {
  await keepsTheBooks(nodes, 40)
}, 240_000)

test('W4: two nodes that spend one balance at the same time spend it once', async () => {
  const [{ database, ledger }, other] = nodes
  const [spender, receiver] = await makePeople(database, 2)
  if (spender === undefined || receiver === undefined) throw new Error('nobody')
  await ledger.submit(
    { do: 'transfer', legs: [{ from: 'funding', to: spender, amount: 1_000, kind: 'grant' }] },
    { owner: spender, key: randomUUID() },
  )
  const spend = (index: number) =>
    (index % 2 === 0 ? ledger : other.ledger).submit(
      { do: 'transfer', legs: [{ from: spender, to: receiver, amount: 7, kind: 'call' }] },
      { owner: spender, key: randomUUID() },
    )
  const results = await Promise.allSettled(Array.from({ length: 400 }, (_, index) => spend(index)))
  const spent = results.filter(({ status }) => status === 'fulfilled').length
  expect(spent).toBe(Math.floor(1_000 / 7))
  expect(await other.ledger.balanceOf(other.database.db, spender)).toMatchObject({ balance: 1_000 % 7 })
  expect((await verifyBooks(database.db)).findings).toEqual([])
})

test('W6: one key on two nodes at the same moment is one transfer', async () => {
  const [{ database, ledger }, other] = nodes
  const [somebody] = await makePeople(database, 1)
  if (somebody === undefined) throw new Error('nobody')
  for (let round = 0; round < 20; round++) {
    const key = { owner: somebody, key: randomUUID() }
    const grant = (node: Node) =>
      node.ledger.submit(
        { do: 'transfer', legs: [{ from: 'funding', to: somebody, amount: 5, kind: 'grant' }] },
        key,
      )
    const [one, two] = await Promise.all([grant(nodes[0]), grant(other)])
    expect(two).toEqual(one)
  }
  expect(await ledger.balanceOf(database.db, somebody)).toMatchObject({ balance: 100 })
})
