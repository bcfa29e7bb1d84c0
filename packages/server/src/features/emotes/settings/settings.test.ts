import {
  defaultEmotes,
  getAllowedEmotes,
  getInterval,
  getThreshold,
  setAllowedEmotes,
  setInterval as setIntervalRoute,
  setThreshold,
} from '@stoa/contract/emotes'
import type { RoomId } from '@stoa/contract/http'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Cluster } from '../../../platform/cluster/cluster.ts'
import { type EmotesNode, type EmotesTest, sendEmote, testEmotes } from '../emotes.testing.ts'
import { lookEvery } from './settings.ts'

let town: EmotesTest
let node: EmotesNode
beforeAll(async () => {
  town = await testEmotes()
  node = await town.node()
})
afterAll(() => town.close())

/** A cluster that tells the others nothing. */
const mute = (cluster: Cluster): Cluster => ({
  ...cluster,
  bus: { ...cluster.bus, publish: () => undefined },
})

test('E6: the host of a stream sets it for that stream, the admin for all others, and everybody there reads it', async () => {
  const [host, viewer, admin] = [town.person(), town.person(), town.person('admin')]
  const own = await node.stream(host, [viewer])
  const other = await node.stream(host, [viewer])
  expect(await node.call(viewer, getInterval, { query: {} })).toEqual({ interval: 30 })
  expect(await node.call(viewer, getThreshold, { query: { stream: own } })).toEqual({ threshold: 0.3 })
  expect(await node.call(viewer, getAllowedEmotes, { query: { stream: own } })).toEqual({
    allowedEmotes: [...defaultEmotes],
  })
  const set = { query: { stream: own }, body: { interval: 7 } }
  expect(await node.call(host, setIntervalRoute, set)).toEqual({ interval: 7 })
  await node.call(admin, setIntervalRoute, { query: {}, body: { interval: 99 } })
  await node.call(admin, setThreshold, { query: {}, body: { threshold: 0.5 } })
  expect(await node.call(viewer, getInterval, { query: { stream: own } })).toEqual({ interval: 7 })
  expect(await node.call(viewer, getThreshold, { query: { stream: own } })).toEqual({ threshold: 0.5 })
  expect(await node.call(viewer, getInterval, { query: { stream: other } })).toEqual({ interval: 99 })
  const { rows } = await sql<{ actor: string; details: unknown }>`
    SELECT actor, details FROM security_events WHERE kind = 'settings.changed' ORDER BY id`.execute(
    town.database.db,
  )
  expect(rows).toEqual([
    { actor: admin.user, details: { emotes: { interval: 99 } } },
    { actor: admin.user, details: { emotes: { threshold: 0.5 } } },
  ])
})

test('E6: who is neither is refused, and who is not in a stream learns nothing of it', async () => {
  const [host, viewer, stranger] = [town.person(), town.person(), town.person('admin')]
  const stream = await node.stream(host, [viewer])
  const body = { threshold: 0.9 }
  const put = (by: typeof host, query: { stream?: RoomId }) => node.call(by, setThreshold, { query, body })
  await expect(put(host, {})).rejects.toMatchObject({ code: 'NOT_ALLOWED' })
  await expect(put(viewer, { stream })).rejects.toMatchObject({ code: 'NOT_ALLOWED' })
  await expect(put(stranger, { stream })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(node.call(stranger, getThreshold, { query: { stream } })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
})

test('E6: what is out of range is refused with 400, naming the field and its range', async () => {
  const admin = town.person('admin')
  const refused = async (asked: Promise<unknown>) => {
    const fault: unknown = await asked.then(
      () => null,
      (error: unknown) => error,
    )
    expect(fault).toMatchObject({ code: 'BAD_REQUEST', statusCode: 400 })
    return (fault as Error).message
  }
  for (const interval of [0, 1001, 1.5])
    expect(await refused(node.call(admin, setIntervalRoute, { query: {}, body: { interval } }))).toMatch(
      /interval: must be a whole number from 1 to 1000/,
    )
  for (const threshold of [0, 1, -1])
    expect(await refused(node.call(admin, setThreshold, { query: {}, body: { threshold } }))).toMatch(
      /threshold: must be above 0 and below 1/,
    )
  const lists: [string[], RegExp][] = [
    [[], /allowedEmotes: must hold 1 to 64 emotes/],
    [Array.from({ length: 65 }, (_, n) => `e${n}`), /allowedEmotes: must hold 1 to 64 emotes/],
    [['ABCDEFGHIJK'], /allowedEmotes\.0: must be one emoji or at most 10 characters/],
    [['🔥', '🔥'], /allowedEmotes: must not hold one twice/],
  ]
  for (const [allowedEmotes, says] of lists)
    expect(await refused(node.call(admin, setAllowedEmotes, { query: {}, body: { allowedEmotes } }))).toMatch(
      says,
    )
})

test('E6: a change is in force on every node within 2 s, also where the bus loses it', async () => {
  const silent = await town.node({ through: mute })
  const [host, viewer] = [town.person(), town.person()]
  const stream = await node.stream(host, [viewer])
  const socket = await silent.connect(viewer)
  await socket.ask('subscribe', { room: stream, after: 0 })
  await sendEmote(socket, stream, '🔥')
  const change = (by: EmotesNode, allowedEmotes: string[]) =>
    by.call(host, setAllowedEmotes, { query: { stream }, body: { allowedEmotes } })
  await change(node, ['👍'])
  await expect.poll(() => sendEmote(socket, stream, '🔥').then(String, () => 'refused')).toBe('refused')
  // From the node that tells nobody to the one that is told nothing, and looks by itself.
  expect(lookEvery).toBeLessThanOrEqual(1000)
  await change(silent, ['🔥'])
  await expect
    .poll(async () => (await node.call(viewer, getAllowedEmotes, { query: { stream } })).allowedEmotes)
    .toEqual(['🔥'])
  await silent.stop()
})
