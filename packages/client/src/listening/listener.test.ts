import { Fault, type Route, type RouteReply } from '@stoa/contract/http'
import type { Entry } from '@stoa/contract/rooms'
import { expect, test } from 'vitest'
import type { Client } from '../api.ts'
import { agora, entry } from '../testing/entries.testing.ts'
import { seeded } from '../testing/seeded.testing.ts'
import { type TestTime, testTime } from '../testing/time.testing.ts'
import { createListener, type Listener } from './listener.ts'

/** A room on a server, a sync engine that follows it, and one who listens. */
class Scene {
  readonly time: TestTime = testTime()
  readonly heard: Entry[] = []
  readonly ends: string[] = []
  timeline: Entry[] = []
  cursor: number | undefined
  wanted = 0
  fault: Fault | null = null
  /** How long a page takes. */
  slow = 5
  listener: Listener | undefined
  private readonly pageSize: number

  constructor(pageSize = 10) {
    this.pageSize = pageSize
  }

  listen(after: number): Listener {
    const call = async (route: Route, request?: { query?: { after?: number } }) => {
      const since = request?.query?.after ?? 0
      const reply = { head: this.timeline.length, entries: this.timeline.slice(since, since + this.pageSize) }
      await new Promise<void>((resolve) => this.time.after(this.slow, resolve))
      if (this.fault !== null) throw this.fault
      return reply as RouteReply<typeof route>
    }
    this.listener = createListener({
      room: agora,
      after,
      hear: {
        entries: (entries) => this.heard.push(...entries),
        restarted: () => this.ends.push('restarted'),
        failed: ({ code }) => this.ends.push(code),
      },
      call: call as Client['call'],
      time: this.time,
      cursor: () => this.cursor,
      want: () => {
        this.wanted += 1
      },
      stopped: () => {},
    })
    return this.listener
  }

  append(): void {
    this.timeline.push(entry(this.timeline.length + 1))
  }

  /** The sync engine has caught up. */
  applyAll(): void {
    if (this.cursor === undefined) return
    const next = this.timeline.slice(this.cursor)
    if (next.length === 0) return
    this.cursor = this.timeline.length
    this.listener?.applied(next)
  }
}

test('T5: pages, then live entries: each once and in order, whatever happens when', async () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const random = seeded(seed)
    const scene = new Scene(1 + Math.floor(random() * 20))
    for (let n = 0; n < random() * 100; n += 1) scene.append()
    const after = Math.floor(random() * (scene.timeline.length + 1))
    scene.listen(after)
    for (let moment = 0; moment < 60; moment += 1) {
      if (random() < 0.6) scene.append()
      if (scene.cursor === undefined && random() < 0.1) {
        scene.cursor = scene.timeline.length
        scene.listener?.followed()
      }
      if (random() < 0.5) scene.applyAll()
      scene.slow = Math.floor(random() * 20)
      if (random() < 0.5) await scene.time.pass(Math.floor(random() * 30))
    }
    if (scene.cursor === undefined) {
      scene.cursor = scene.timeline.length
      scene.listener?.followed()
    }
    scene.applyAll()
    await scene.time.pass(60_000)
    expect(scene.heard, `seed ${seed}`).toEqual(scene.timeline.slice(after))
    scene.append()
    scene.applyAll()
    expect(scene.heard.at(-1), `seed ${seed}`).toEqual(scene.timeline.at(-1))
    expect(scene.ends).toEqual([])
  }
}, 60_000)

test('T7: a timeline that ends before what is held has been replaced', async () => {
  const scene = new Scene()
  scene.append()
  scene.listen(5)
  await scene.time.pass(100)
  expect(scene.ends).toEqual(['restarted'])
})

test('T8: a room that is not there fails at once; a server that is not is tried again', async () => {
  const scene = new Scene()
  scene.append()
  scene.fault = new Fault('UNAVAILABLE')
  scene.cursor = 1
  scene.listen(0)
  await scene.time.pass(10_000)
  expect([scene.heard, scene.ends]).toEqual([[], []])
  scene.fault = null
  scene.listener?.online()
  await scene.time.pass(100)
  expect(scene.heard).toEqual(scene.timeline)

  const other = new Scene()
  other.fault = new Fault('NOT_FOUND')
  other.listen(0)
  await other.time.pass(100)
  expect(other.ends).toEqual(['NOT_FOUND'])
})

test('a room that is not followed yet is asked for until it is', async () => {
  const scene = new Scene()
  scene.append()
  const listener = scene.listen(0)
  await scene.time.pass(100)
  expect(scene.heard).toEqual(scene.timeline)
  expect(scene.wanted).toBe(2)
  listener.online()
  await scene.time.pass(100)
  expect(scene.wanted).toBeGreaterThan(2)
  listener.stop()
  await scene.time.pass(100_000)
  expect(scene.time.waiting).toBe(0)
})
