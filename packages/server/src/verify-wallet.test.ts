import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { grantCoins } from '@stoa/contract/wallet'
import { startNode } from '@stoa/testkit'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { signUp } from '../../testkit/src/wallet.testing.ts'
import { migratedFolder } from './platform/database/testing.ts'

const main = fileURLToPath(new URL('main.ts', import.meta.url))

/** `stoa wallet verify`, to its end. */
function verify(...argv: string[]) {
  return new Promise<{ code: unknown; out: string; err: string }>((resolve) => {
    execFile(process.execPath, [main, 'wallet', 'verify', ...argv], { env: {} }, (error, out, err) => {
      resolve({ code: error === null ? 0 : error.code, out, err })
    })
  })
}

async function folder(made: Promise<string>): Promise<string> {
  const path = await made
  onTestFinished(() => rm(path, { recursive: true, force: true }))
  return path
}

test('W8: stoa wallet verify checks the books of a running server and of a stopped one, and names who differs', async () => {
  const data = await folder(migratedFolder())
  const node = await startNode({ data })
  const admin = await signUp(node, 'admin')
  await admin.client.call(grantCoins, {
    params: { user: admin.id },
    body: { amount: 500, note: 'a start', key: crypto.randomUUID() },
  })
  const right = { code: 0, out: 'the books are right (accounts: 7, transfers: 1)\n', err: '' }
  expect(await verify('--data', data)).toEqual(right)
  const client = new pg.Client({ host: data, port: 5432, user: 'postgres', database: 'postgres' })
  await client.connect()
  await client.query('UPDATE wallet_accounts SET balance = 501 WHERE id = $1', [admin.id])
  await client.end()
  const wrong = await verify('--data', data)
  expect([wrong.code, wrong.err]).toEqual([1, ''])
  expect(wrong.out).toBe(
    'the balances of all real accounts sum to 1, not 0\n' +
      `account ${admin.id}: its balance is 501, its transfers make 500\n` +
      'the books are WRONG (accounts: 7, transfers: 1)\n',
  )
  await admin.client.stop()
  await node.stop()
  expect(await verify('--data', data)).toEqual(wrong)
}, 120_000)

test('W8: without a database it says so in one line and makes none', async () => {
  const data = await folder(mkdtemp(join(tmpdir(), 'stoa-')))
  const { code, out, err } = await verify('--data', data)
  expect([code, out, err]).toEqual([
    1,
    '',
    `stoa: There is no database in ${data}; name its folder by --data.\n`,
  ])
})
