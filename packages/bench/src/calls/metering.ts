import { setTimeout as delay } from 'node:timers/promises'
import { type Context, mustBeFlawless } from '../frame/bench.ts'
import { percentile, spreadOf, told } from '../frame/spread.ts'
import type { Server } from '../servers/server.ts'
import { startStoa } from '../servers/stoa.ts'
import { buildPairs, findFaults } from './callers.ts'
import { createPhones, type Phone, startBody } from './phone.ts'

/** C9: so many calls at once, of which so many end in the same second. */
const plan = { calls: 500, ends: 100 }
const small = { calls: 100, ends: 20 }
/** Seconds between heartbeats. */
const beatEvery = 5
/** Seconds that are measured: long enough that the second and third minute of every call is held meanwhile. */
const measured = { full: 90, quick: 20 }

interface Pair {
  readonly id: string
  readonly caller: Phone
  readonly creator: Phone
}

/** The calls' half: calls under way are metered, then many end at once. */
export async function measureMetering(context: Context): Promise<Record<string, string>> {
  const { quick, say, profileFolder } = context
  const { calls, ends } = quick ? small : plan
  const town = await buildPairs(calls)
  try {
    const server = await startStoa({ data: town.data, profileFolder })
    const phones = town.people.map(createPhones(server.url))
    const sockets = await inTurns(phones.slice(calls), 20, (phone) => phone.connect())
    const pairs = await inTurns(phones.slice(0, calls), 10, (caller, place) =>
      ring(caller, phones[calls + place]),
    )
    say(`  ${calls} calls are under way`)
    const beating = startBeats(pairs)
    const figures = await meter(server, beating, { seconds: quick ? measured.quick : measured.full, say })
    const rounds = []
    for (let at = 0; at + ends <= pairs.length; at += ends) {
      const leaving = pairs.slice(at, at + ends)
      beating.leave(leaving)
      rounds.push(await endAll(leaving))
      say(
        `  ${ends} ended: p99 ${rounds.at(-1)?.p99.toFixed(1)} ms, settled after ${rounds.at(-1)?.settled.toFixed(2)} s`,
      )
    }
    await beating.stop()
    for (const socket of sockets) socket.disconnect()
    await server.stop()
    mustBeFlawless([...beating.faults, ...(await findFaults(town.data, calls))])
    return {
      ...figures,
      [`${ends} ends in a second, p99`]: told(spreadOf(rounds.map(({ p99 }) => p99)), 'ms'),
      [`${ends} ends, all settled`]: told(spreadOf(rounds.map(({ settled }) => settled)), 's'),
    }
  } finally {
    await town.remove()
  }
}

async function ring(caller: Phone, creator: Phone | undefined): Promise<Pair> {
  if (creator === undefined) throw new RangeError('there are too few creators')
  const { id } = await caller.post('/api/v1/calls', startBody(creator.user))
  await creator.post(`/api/v1/calls/${id}/accept`)
  return { id, caller, creator }
}

/** Heartbeats of both sides of every call, each in its own turn of the five seconds. */
function startBeats(pairs: readonly Pair[]) {
  const took: number[] = []
  const faults: string[] = []
  const live = new Set(pairs.map(({ id }) => id))
  let stopped = false
  const sides = pairs.flatMap(({ id, caller, creator }) => [
    { id, phone: caller },
    { id, phone: creator },
  ])
  const beating = sides.map(async ({ id, phone }, place) => {
    let due = performance.now() + (place / sides.length) * beatEvery * 1000
    while (!stopped && live.has(id)) {
      await delay(Math.max(0, due - performance.now()))
      due += beatEvery * 1000
      if (stopped || !live.has(id)) return
      const began = performance.now()
      await phone.post(`/api/v1/calls/${id}/heartbeat`, { connected: true }).catch((error: unknown) => {
        if (live.has(id)) faults.push(String(error))
      })
      took.push(performance.now() - began)
    }
  })
  return {
    took,
    faults,
    /** They beat no more. */
    leave(leaving: readonly Pair[]) {
      for (const { id } of leaving) live.delete(id)
    },
    async stop() {
      stopped = true
      await Promise.all(beating)
    },
  }
}

async function meter(
  server: Server,
  { took }: { readonly took: number[] },
  { seconds, say }: { readonly seconds: number; readonly say: Context['say'] },
): Promise<Record<string, string>> {
  // Until every call is connected: its first round of heartbeats.
  await delay(beatEvery * 2 * 1000)
  took.length = 0
  await server.loopDelay()
  const before = await server.usage()
  await delay(seconds * 1000)
  const loop = await server.loopDelay()
  const after = await server.usage()
  const beats = took.toSorted((one, other) => one - other)
  const cpu = `${(((after.cpu - before.cpu) / seconds) * 100).toFixed(0)} %`
  say(
    `  ${beats.length} heartbeats in ${seconds} s; event loop p99 ${loop.p99.toFixed(1)} ms; server ${cpu} of a processor`,
  )
  return {
    'event loop p99': `${loop.p99.toFixed(1)} ms`,
    'event loop longest': `${loop.max.toFixed(1)} ms`,
    'heartbeats/s': (beats.length / seconds).toFixed(0),
    'heartbeat p99': `${percentile(beats, 0.99).toFixed(1)} ms`,
    'CPU of the server': cpu,
  }
}

/** They hang up spread over one second, as people do; then it is waited until each is settled. */
async function endAll(pairs: readonly Pair[]): Promise<{ p99: number; settled: number }> {
  const began = performance.now()
  const took = await Promise.all(
    pairs.map(async ({ id, caller }, place) => {
      await delay((place / pairs.length) * 1000)
      const asked = performance.now()
      await caller.post(`/api/v1/calls/${id}/end`)
      return performance.now() - asked
    }),
  )
  let waiting = pairs
  while (waiting.length > 0) {
    const views = await inTurns(waiting, 10, ({ id, caller }) => caller.get(`/api/v1/calls/${id}`))
    waiting = waiting.filter((_, place) => views[place]?.settled !== true)
    if (waiting.length === 0) break
    if (performance.now() - began > 120_000)
      throw new Error(`${waiting.length} calls are not settled after two minutes`)
    await delay(100)
  }
  const sorted = took.toSorted((one, other) => one - other)
  return { p99: percentile(sorted, 0.99), settled: (performance.now() - began) / 1000 }
}

/** So many at a time, in order. */
async function inTurns<T, R>(
  items: readonly T[],
  width: number,
  work: (item: T, place: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  for (let at = 0; at < items.length; at += width)
    results.push(
      ...(await Promise.all(items.slice(at, at + width).map((item, place) => work(item, at + place)))),
    )
  return results
}
