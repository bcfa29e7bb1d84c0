import { rm } from 'node:fs/promises'
import { createClient, memoryStorage, type Storage } from '@stoa/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newData } from './node.ts'
import { allHave, beginInterview, changes, comeIn, type Desk, sitDown, textOf } from './pads.testing.ts'
import { type NodeProcess, startNodeProcess } from './process.ts'
import { join, type Person, until } from './talk.testing.ts'
import { layWire } from './wire.testing.ts'

const seed = 7
const people = 5

/** Numbers that look random and are the same for the same seed (mulberry32). */
function seeded(from: number): () => number {
  let state = from >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

let data: string
let node: NodeProcess
const start = () => startNodeProcess({ data, settings: { headsSeconds: '1' } })

beforeAll(async () => {
  data = await newData({})
  node = await start()
})
afterAll(async () => {
  await node.stop()
  await rm(data, { recursive: true })
})

test(`P1, P2: the server is killed while ${people} people type, and no word is lost or doubled (seed ${seed})`, async () => {
  const random = seeded(seed)
  const wire = await layWire(node.url)
  const disks: Storage[] = Array.from({ length: people }, () => memoryStorage())
  const writers: Person[] = []
  for (const [n, storage] of disks.entries())
    writers.push(await join(node, `writer${n}@example.com`, { url: wire.url, storage }))
  const [first, ...others] = writers
  if (first === undefined) throw new Error('nobody is here')
  const session = await beginInterview(first, [])
  for (const { client } of others) await comeIn(client, session, 'candidate')
  const desks: Desk[] = await Promise.all(writers.map(({ client }) => sitDown(client, session.id)))
  const written: string[] = []

  /** Types words at the beginnings of other words, as fast as answers come. */
  async function type(desk: Desk, words: number): Promise<void> {
    for (let n = 0; n < words; n += 1) {
      const word = `w${written.length}`
      written.push(word)
      const { text, status } = desk.document
      const places = [0, ...[...text.toString().matchAll(/ /g)].map(({ index }) => index + 1)]
      text.insert(places[Math.floor(random() * places.length)] ?? 0, `${word} `)
      if (n % 5 === 0 && random() < 0.5) await until(status, ({ saved }) => saved)
    }
  }

  for (let kill = 0; kill < 2; kill += 1) {
    const typing = desks.map((desk) => type(desk, 40))
    // Some of it is durable by now, some on its way, some not sent.
    await until(first.client.outbox, ({ waiting }) => waiting > 0)
    await node.kill('SIGKILL')
    node = await start()
    wire.lead(node.url)
    await Promise.all(typing)
  }
  for (const desk of desks) await changes(desk, () => textOf(desk).split(' ').length === written.length + 1)
  const text = textOf(desks[0] ?? (await sitDown(first.client, session.id)))
  expect(text.trim().split(' ').toSorted()).toEqual(written.toSorted())
  await allHave(desks, text)

  // The same for somebody who comes back with what their device kept, and for one who has nothing.
  await Promise.all(writers.map(({ client }) => client.stop()))
  const [storage] = disks
  if (storage === undefined) throw new Error('no disk')
  const back = createClient({ url: wire.url, tokens: 'body', storage })
  await back.start()
  await allHave([await sitDown(back, session.id)], text)
  const stranger = await join(node, 'stranger@example.com', { url: wire.url })
  await comeIn(stranger.client, session, 'observer')
  await allHave([await sitDown(stranger.client, session.id)], text)
  await Promise.all([back.stop(), stranger.client.stop()])
  await wire.close()
}, 120_000)
