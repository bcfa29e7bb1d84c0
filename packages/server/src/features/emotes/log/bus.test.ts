import { randomUUID } from 'node:crypto'
import type { RoomId } from '@stoa/contract/http'
import { Registry } from 'prom-client'
import { describe, expect, test } from 'vitest'
import { systemClock } from '../../../platform/clock/clock.ts'
import { createMemoryCluster, createMemoryHub } from '../../../platform/cluster/memory.ts'
import { createLog } from '../../../platform/telemetry/log.ts'
import { createEmoteMetrics } from '../metrics.ts'
import { createBusLog } from './bus.ts'
import { logContract, numbered, takeNotes } from './contract.testing.ts'
import { holderOf } from './hash.ts'

const log = createLog({ logLevel: 'silent', logFormat: 'json' })

function medium() {
  const hub = createMemoryHub(systemClock)
  const registry = new Registry()
  const metrics = createEmoteMetrics(registry)
  const cluster = () => createMemoryCluster({ log, clock: systemClock, hub })
  return {
    registry,
    cluster,
    node: () => createBusLog({ cluster: cluster(), clock: systemClock, log, metrics }),
  }
}

describe('the log of the bus', () => {
  logContract(async () => {
    const { node } = medium()
    return { node: async () => node(), close: async () => undefined }
  })
})

test('E7: what another node sent that is no event is given as malformed, and the rest is taken', async () => {
  const { cluster, node } = medium()
  const notes = takeNotes()
  const stop = await node().consume(notes)
  const { bus } = cluster()
  const [good] = numbered(randomUUID() as RoomId, 1)
  bus.publish('emotes:bus-3', { events: [{ stream: 'nobody' }, good] })
  bus.publish('emotes:bus-3', 'nonsense')
  await expect.poll(() => notes.taken()).toEqual(['e0'])
  await expect
    .poll(() => notes.happened.flatMap((one) => (one.kind === 'malformed' ? [one.record] : [])))
    .toEqual(['{"stream":"nobody"}', '"nonsense"'])
  await stop()
})

test('what finds no room because nothing is taken is lost and counted', async () => {
  const { registry, node } = medium()
  const one = node()
  let free = () => {}
  const held = new Promise<void>((resolve) => {
    free = resolve
  })
  const stop = await one.consume(takeNotes({ take: () => held }))
  for (const event of numbered(randomUUID() as RoomId, 201_000)) one.append(event)
  await one.close()
  expect(await registry.getSingleMetricAsString('stoa_emote_log_lost_total')).toMatch(/ 1000$/)
  free()
  await stop()
})

test('whoever comes or goes moves only what is theirs, and each has about as much', () => {
  const keys = Array.from({ length: 400 }, (_, n) => `shard-${n}`)
  const three = ['a', 'b', 'c']
  const before = keys.map((key) => holderOf(key, three))
  const after = keys.map((key) => holderOf(key, ['c', 'a']))
  for (const [index, holder] of before.entries()) if (holder !== 'b') expect(after[index]).toBe(holder)
  for (const one of three) {
    const share = before.filter((holder) => holder === one).length / keys.length
    expect(share).toBeGreaterThan(0.23)
    expect(share).toBeLessThan(0.44)
  }
})
