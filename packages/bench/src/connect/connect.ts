import { alternate, type Bench, type Context, mustBeFlawless } from '../frame/bench.ts'
import { exponentOf, figure, spreadOf, told } from '../frame/spread.ts'
import { startGenerator } from '../load/generator.ts'
import { startNaive } from '../servers/naive.ts'
import { startStoa } from '../servers/stoa.ts'
import { buildTown } from '../servers/town.ts'

/** Members of a room. */
const roomSize = 10
/** Entries of each room that everyone misses. */
const missed = 5
/** Connections under way at once: what a listening socket's backlog takes without the kernel dropping any. */
const atOnce = 400

type Side = 'stoa' | 'socket.io'

interface Run {
  /** Bytes a connection: of the process, and of what JavaScript and its buffers hold. */
  readonly resident: number
  /** Bytes of the process that each connection after the first tenth of them cost. */
  readonly oneMore: number
  readonly held: number
  /** Milliseconds until all were connected and subscribed; and, after the cut, until all had what they missed. */
  readonly accepted: number
  readonly whole: number
  readonly wholeCpu: number
  /** Readers that did not get what they missed. */
  readonly faults: readonly string[]
}

export const connect: Bench = {
  name: 'connect',
  says: '10,000 sockets in rooms of 10: memory each, time to accept; all cut at once, 5 entries missed, until all are whole',
  async run(context) {
    const { quick, say } = context
    const sockets = quick ? 1000 : 10_000
    const sides: readonly Side[] = ['stoa', 'socket.io']
    const results = await alternate(sides, quick ? 1 : 3, (side, round) => {
      say(`${side}, round ${round + 1}`)
      return measure(side, sockets, context)
    })
    const growth: { work: number; cost: number }[] = []
    for (const share of [16, 4]) {
      const few = Math.floor(sockets / share)
      growth.push({ work: few, cost: (await measure('stoa', few, context)).wholeCpu })
    }
    growth.push({ work: sockets, cost: spreadOf(results.stoa.map((run) => run.wholeCpu)).median })
    const of = (side: Side, value: (run: Run) => number, unit: string) =>
      told(spreadOf(results[side].map(value)), unit)
    const kilobytes = (bytes: number) => bytes / 1000
    const ratio = results.stoa.map((run, index) => (results['socket.io'][index]?.whole ?? 0) / run.whole)
    const incomplete = results['socket.io'].filter((run) => run.faults.length > 0).length
    return {
      sockets: figure(sockets),
      'resident a socket': of('stoa', (run) => kilobytes(run.resident), 'KB'),
      'resident of one more': of('stoa', (run) => kilobytes(run.oneMore), 'KB'),
      'held a socket': of('stoa', (run) => kilobytes(run.held), 'KB'),
      'peer resident a socket': of('socket.io', (run) => kilobytes(run.resident), 'KB'),
      'peer resident of one more': of('socket.io', (run) => kilobytes(run.oneMore), 'KB'),
      'time to accept': of('stoa', (run) => run.accepted / 1000, 's'),
      'peer time to accept': of('socket.io', (run) => run.accepted / 1000, 's'),
      'time until whole': of('stoa', (run) => run.whole / 1000, 's'),
      'peer time until whole': of('socket.io', (run) => run.whole / 1000, 's'),
      'faster than peer': told(spreadOf(ratio), '×'),
      'peer lost messages in': `${incomplete} of ${results['socket.io'].length} rounds`,
      'CPU growth exponent': figure(exponentOf(growth)),
    }
  },
}

async function measure(side: Side, sockets: number, context: Context): Promise<Run> {
  const rooms = Math.ceil(sockets / roomSize)
  const writer = sockets
  const town = await buildTown({
    people: sockets + 1,
    rooms: Array.from({ length: rooms }, (_, room) => [
      ...Array.from({ length: roomSize }, (_, place) => room * roomSize + place).filter(
        (one) => one < sockets,
      ),
      writer,
    ]),
  })
  const server =
    side === 'stoa'
      ? await startStoa({ data: town.data, profileFolder: context.profileFolder })
      : await startNaive({ data: town.data, recovery: true })
  const warmer = startGenerator()
  const generator = startGenerator()
  try {
    const seats = town.people.map(({ token }, index) => ({
      token,
      rooms: index === writer ? [] : [town.rooms[Math.floor(index / roomSize)] ?? ''],
    }))
    const dialect = side === 'stoa' ? 'stoa' : 'naive'
    // The first connections bring code and caches to life that belong to no socket.
    await warmer.call('open', { port: server.port, dialect, seats: seats.slice(0, 200), atOnce: 50 })
    await warmer.end()
    const before = await server.usage({ collect: true })
    const tenth = Math.floor(sockets / 10)
    const open = (some: typeof seats) =>
      generator.call('open', { port: server.port, dialect, seats: some, atOnce })
    const first = await open(seats.slice(0, tenth))
    const between = await server.usage({ collect: true })
    const rest = await open(seats.slice(tenth))
    const after = await server.usage({ collect: true })
    // Socket.IO's recovery needs an event to have come first.
    await generator.call('write', { rooms: town.rooms, each: 1 })
    mustBeFlawless(await generator.call('settle', { seconds: 60 }))
    await generator.call('cut', null)
    await generator.call('write', { rooms: town.rooms, each: missed })
    const cut = await server.usage()
    const again = await generator.call('reopen', { atOnce })
    const whole = await server.usage()
    const faults = await generator.call('settle', { seconds: 1 })
    if (side === 'stoa') mustBeFlawless(faults)
    const run: Run = {
      resident: (after.resident - before.resident) / sockets,
      oneMore: (after.resident - between.resident) / (sockets - tenth),
      held: (after.held - before.held) / sockets,
      accepted: first.milliseconds + rest.milliseconds,
      whole: again.wholeAfter,
      wholeCpu: whole.cpu - cut.cpu,
      faults,
    }
    context.say(
      `  ${sockets} sockets: accepted in ${figure(run.accepted)} ms (${first.retries + rest.retries} retries), ${figure(run.resident / 1000)} KB resident, ${figure(run.oneMore / 1000)} KB for one more, and ` +
        `${figure(run.held / 1000)} KB held each; back in ${figure(again.milliseconds)} ms (${again.retries} retries, ${again.recovered} recovered), ` +
        `whole after ${figure(run.whole)} ms, ${figure(run.wholeCpu)} CPU-s${faults.length > 0 ? `; ${faults.length} faults: ${faults.at(-1)}` : ''}`,
    )
    return run
  } finally {
    await warmer.end()
    await generator.end()
    await server.stop()
    await town.remove()
  }
}
