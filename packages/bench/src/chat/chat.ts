import { alternate, type Bench, type Context, mustBeFlawless } from '../frame/bench.ts'
import type { Child } from '../frame/child.ts'
import { exponentOf, figure, spreadOf, told } from '../frame/spread.ts'
import { type Generator, type Level, startGenerator } from '../load/generator.ts'
import { startNaive } from '../servers/naive.ts'
import type { Server } from '../servers/server.ts'
import { startStoa } from '../servers/stoa.ts'
import { buildTown, type Town } from '../servers/town.ts'
import { bestOf, climb } from './ladder.ts'

const members = 500
const groups = 50
/** Bytes of a message's text. */
const bytes = 80

type Side = 'stoa' | 'naive'

/** A level with what it cost the server, in seconds of processor time. */
interface Measured extends Level {
  readonly cpu: number
}

interface Round {
  readonly spread: Measured
  readonly hot: Measured
  readonly hotDeliveriesPerCpu: number
}

export const chat: Bench = {
  name: 'chat',
  says: '500 members in 50 rooms, and all in one: durable sends at rising rates, beside Socket.IO and one INSERT a message',
  async run(context) {
    const { say, quick } = context
    const sides: readonly Side[] = ['stoa', 'naive']
    const results = await alternate(sides, quick ? 1 : 3, (side, round) => {
      say(`${side}, round ${round + 1}`)
      return measure(side, context)
    })
    const growth = await measureGrowth(context)
    const acked = (round: Round) => round.spread.acked
    const ratio = results.stoa.map((round, index) => acked(round) / acked(results.naive[index] ?? round))
    const of = (side: Side, value: (round: Round) => number) => spreadOf(results[side].map(value))
    return {
      [`acked/s at p99 < ${context.slowest} ms`]: told(of('stoa', acked)),
      peer: told(of('naive', acked)),
      ratio: told(spreadOf(ratio), '×'),
      'ack p50': told(
        of('stoa', (round) => round.spread.p50),
        'ms',
      ),
      'ack p99': told(
        of('stoa', (round) => round.spread.p99),
        'ms',
      ),
      'hot room deliveries/s': told(of('stoa', (round) => round.hot.deliveries)),
      'hot room deliveries/CPU-s': told(of('stoa', (round) => round.hotDeliveriesPerCpu)),
      'peer deliveries/CPU-s': told(of('naive', (round) => round.hotDeliveriesPerCpu)),
      'CPU growth exponent': figure(growth),
    }
  },
}

async function measure(side: Side, context: Context): Promise<Round> {
  return withLoad(side, context, members, async (load) => {
    // Long enough that one stall of a shared machine is not the slowest percentile of a level.
    const seconds = context.quick ? 1 : 4
    const { rooms, hot } = load
    const from = side === 'stoa' ? 500 : 100
    // Warm, as a server is that has run for a while.
    for (const some of [rooms, [hot]]) await load.level({ rooms: some, rate: from / 5, seconds })
    await load.level({ rooms, rate: from, seconds })
    const spread = await load.top({ rooms, from, factor: 1.5, seconds }, (level) => level.acked)
    const perCpu = (level: Measured) => level.deliveries / level.cpu
    const crowded = await load.top({ rooms: [hot], from: 50, factor: 2, seconds }, perCpu)
    return {
      spread,
      hot: { ...crowded, deliveries: crowded.deliveries / seconds },
      hotDeliveriesPerCpu: perCpu(crowded),
    }
  })
}

/** How the processor time of the same messages grows with the readers of the room they go to. */
async function measureGrowth(context: Context): Promise<number> {
  const points: { work: number; cost: number }[] = []
  const most = context.quick ? 128 : members
  for (const share of [16, 4, 1]) {
    const readers = Math.floor(most / share)
    const cost = await withLoad('stoa', context, readers, async (load) => {
      await load.level({ rooms: [load.hot], rate: 400, seconds: 1 })
      return (await load.level({ rooms: [load.hot], rate: 400, seconds: context.quick ? 1 : 3 })).cpu
    })
    context.say(`  growth: ${readers} readers, ${figure(cost)} CPU-s`)
    points.push({ work: readers, cost })
  }
  return exponentOf(points)
}

interface Load {
  readonly rooms: readonly string[]
  readonly hot: string
  level(how: Try): Promise<Measured>
  /** Climbs until it does not hold; the level with the highest score of those that held. */
  top(
    how: Omit<Try, 'rate'> & { readonly from: number; readonly factor: number },
    score: (level: Measured) => number,
  ): Promise<Measured>
}

interface Try {
  readonly rooms: readonly string[]
  readonly rate: number
  readonly seconds: number
}

async function withLoad<T>(
  side: Side,
  context: Context,
  people: number,
  work: (load: Load) => Promise<T>,
): Promise<T> {
  const town = await buildTown(townOf(people))
  const server = await startSide(side, town, context)
  const generator = startGenerator()
  try {
    const seats = town.people.map(({ token }, index) => ({
      token,
      rooms: [town.rooms[0] ?? '', town.rooms[1 + (index % groups)] ?? ''],
    }))
    await generator.call('open', { port: server.port, dialect: side, seats, atOnce: 100 })
    return await work(loadOf({ town, server, generator, context }))
  } finally {
    await generator.end()
    await server.stop()
    await town.remove()
  }
}

function loadOf({ town, server, generator, context }: Parts): Load {
  async function level({ rooms, rate, seconds }: Try): Promise<Measured> {
    const before = await server.usage()
    const run = await generator.call('run', { rooms, rate, seconds, bytes })
    const faults = await generator.call('settle', { seconds: 30 })
    const after = await server.usage()
    mustBeFlawless(faults)
    const measured = { ...run, cpu: after.cpu - before.cpu }
    tell(measured, { context, seconds, mainCpu: after.mainCpu - before.mainCpu })
    return measured
  }
  return {
    rooms: town.rooms.slice(1),
    hot: town.rooms[0] ?? '',
    level,
    async top({ rooms, from, factor, seconds }, score) {
      const holds = ({ p99, failed, acked, rate }: Measured) =>
        p99 < context.slowest && failed === 0 && acked > rate * 0.9
      const attempt = (rate: number) => level({ rooms, rate, seconds })
      const best = bestOf(await climb({ from, factor, attempt, holds }), score)
      if (best === undefined) throw new Error(`no rate held, from ${from} messages a second down`)
      return best
    },
  }
}

interface Parts {
  readonly town: Town
  readonly server: Server
  readonly generator: Child<Generator>
  readonly context: Context
}

/** Everyone is in the first room and in one of the groups. */
function townOf(people: number): { people: number; rooms: number[][] } {
  const everyone = Array.from({ length: people }, (_, index) => index)
  const group = (number: number) => everyone.filter((index) => index % groups === number)
  return { people, rooms: [everyone, ...Array.from({ length: groups }, (_, number) => group(number))] }
}

function startSide(side: Side, { data }: Town, { profileFolder }: Context): Promise<Server> {
  return side === 'stoa' ? startStoa({ data, profileFolder }) : startNaive({ data, recovery: false })
}

function tell(
  level: Measured,
  { context, seconds, mainCpu }: { context: Context; seconds: number; mainCpu: number },
): void {
  const { rate, acked, p50, p99, deliveries, cpu, generatorCpu, generatorLate, failed } = level
  const limit =
    generatorCpu > 0.85 || generatorLate > context.slowest / 2 ? '; the generator is the limit' : ''
  context.say(
    `  ${figure(rate)}/s: acked ${figure(acked)}/s, p50 ${figure(p50)} ms, p99 ${figure(p99)} ms, ${figure(deliveries / seconds)} deliveries/s, ` +
      `${figure(deliveries / cpu)} per CPU-s (${figure(cpu / seconds)} cores, ${figure(mainCpu / seconds)} main thread), ` +
      `generator ${figure(generatorCpu)} core, late ${figure(generatorLate)} ms${failed > 0 ? `, ${failed} refused` : ''}${limit}`,
  )
}
