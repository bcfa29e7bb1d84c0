import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { withTurn } from './lock.mjs'

let folder = ''
const children: ChildProcess[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stoa-lock-'))
  writeFileSync(
    join(folder, 'taker.mjs'),
    `import { appendFileSync } from 'node:fs'
     import { withTurn } from ${JSON.stringify(join(import.meta.dirname, 'lock.mjs'))}
     const [log, stays] = process.argv.slice(2)
     const hear = () => new Promise((heard) => process.once('message', heard))
     process.send('ready')
     await hear()
     await withTurn({ folder: ${JSON.stringify(join(folder, 'turns'))}, waiting: () => process.send('waiting') }, async () => {
       appendFileSync(log, 'in ')
       if (stays) { process.send('inside'); await hear() }
       await new Promise(setImmediate)
       appendFileSync(log, 'out ')
     })
     process.disconnect()`,
  )
})
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  rmSync(folder, { recursive: true })
})

/** A process that takes a turn once told to go. */
async function taker(...args: string[]): Promise<ChildProcess> {
  const child = fork(join(folder, 'taker.mjs'), [join(folder, 'log'), ...args])
  children.push(child)
  await once(child, 'message')
  return child
}

const log = () => readFileSync(join(folder, 'log'), 'utf8').trim().split(' ')

test('processes that start at once take turns', async () => {
  const takers = await Promise.all(Array.from({ length: 6 }, () => taker()))
  const ended = takers.map((child) => once(child, 'exit'))
  for (const child of takers) child.send('go')
  expect(await Promise.all(ended)).toEqual(Array(6).fill([0, null]))
  expect(log()).toEqual(Array(6).fill(['in', 'out']).flat())
})

test('the turn of a killed process passes to exactly one of those who wait', async () => {
  const killed = await taker('stays')
  killed.send('go')
  await once(killed, 'message')
  const takers = await Promise.all(Array.from({ length: 4 }, () => taker()))
  const told = takers.map((child) => once(child, 'message'))
  const ended = takers.map((child) => once(child, 'exit'))
  for (const child of takers) child.send('go')
  expect(await Promise.all(told)).toEqual(Array(4).fill(['waiting', undefined]))
  killed.kill('SIGKILL')
  await Promise.all(ended)
  expect(log()).toEqual(['in', ...Array(4).fill(['in', 'out']).flat()])
})

test('work that fails gives the turn back', async () => {
  const turn = { folder: join(folder, 'turns'), waiting: () => {} }
  await expect(withTurn(turn, () => Promise.reject(new Error('no network')))).rejects.toThrow('no network')
  expect(await withTurn(turn, async () => 'done')).toBe('done')
})

test('a turn is kept by a program its holder started and left behind', async () => {
  const left = await taker()
  const turns = join(folder, 'turns')
  let waited: string | undefined
  const first = withTurn({ folder: turns, waiting: () => {} }, async ({ join: started }) => {
    started(left.pid ?? 0)
    // As if we had been killed: the turn names us no longer.
    const file = join(turns, '1')
    writeFileSync(file, readFileSync(file, 'utf8').replace(` ${process.pid}`, ''))
    const second = withTurn(
      {
        folder: turns,
        waiting: (holder) => {
          waited = holder
          left.kill()
        },
      },
      async () => 'mine',
    )
    expect(await second).toBe('mine')
  })
  await first
  expect(waited).toBe(`process ${left.pid}`)
})
