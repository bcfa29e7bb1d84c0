import { execFile } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { endCall } from '@stoa/contract/calls'
import { getBalance } from '@stoa/contract/wallet'
import { expect, onTestFinished, test } from 'vitest'
import { appoint, fund, see, settled, start, talking } from './calling.testing.ts'
import { newData } from './node.ts'
import { startNodeProcess } from './process.ts'
import { join, type Person } from './talk.testing.ts'
import { layWire } from './wire.testing.ts'

const main = fileURLToPath(import.meta.resolve('@stoa/server')).replace(/index\.ts$/, 'main.ts')

test('C5, C7, C8: a node is killed with calls that ring, are under way and have just ended; each comes to its end, paid once', async () => {
  const data = await newData({})
  onTestFinished(() => rm(data, { recursive: true, force: true }))
  const settings = { callSilenceSeconds: '6', callRingSeconds: '15', headsSeconds: '1' }
  const begin = () => startNodeProcess({ data, settings })
  let node = await begin()
  const wire = await layWire(node.url)
  const people: Person[] = []
  for (let n = 0; n < 6; n++) people.push(await join(node, `person${n}@example.com`, { url: wire.url }))
  const [ending, going, ringing, one, two, three] = people
  if (!ending || !going || !ringing || !one || !two || !three) throw new Error('somebody is missing')
  for (const caller of [ending, going, ringing]) await fund(ending, caller, 100_000)
  for (const creator of [one, two, three]) await appoint(ending, creator, 6_000)

  const rings = await start(ringing, three)
  const ongoing = await talking(going, two)
  const over = await talking(ending, one)
  await ending.client.call(endCall, { params: { call: over.id } })
  await node.kill('SIGKILL')
  node = await begin()
  wire.lead(node.url)

  await Promise.all([settled(ending, over), settled(going, ongoing), settled(ringing, rings)])
  const ended = await see(ending, over)
  expect(ended).toMatchObject({ state: 'ended', end: 'hung_up', settled: true })
  expect(ended.cost).toBe(ended.seconds * 100)
  const silent = await see(going, ongoing)
  expect(silent).toMatchObject({ state: 'ended', end: 'silence', settled: true })
  expect(silent.seconds).toBeGreaterThanOrEqual(1)
  expect(await see(ringing, rings)).toMatchObject({ state: 'missed', cost: 0, settled: true })
  for (const [caller, call] of [[ending, ended] as const, [going, silent] as const]) {
    const { balance, held } = await caller.client.call(getBalance, {})
    expect([balance, held]).toEqual([100_000 - call.cost, 0])
  }
  for (const [creator, call] of [[one, ended] as const, [two, silent] as const])
    expect((await creator.client.call(getBalance, {})).balance).toBe(call.cost * 0.8)

  await Promise.all(people.map(({ client }) => client.stop()))
  await wire.close()
  await node.stop()
  const { stdout } = await promisify(execFile)(process.execPath, [main, 'wallet', 'verify', '--data', data], {
    env: {},
  })
  expect(stdout).toMatch(/^the books are right/)
}, 240_000)
