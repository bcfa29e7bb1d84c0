import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { alternate, type Bench, type Context } from '../frame/bench.ts'
import type { Child } from '../frame/child.ts'
import { exponentOf, figure, percentile, spreadOf, told } from '../frame/spread.ts'
import { type Server, startServer } from '../servers/server.ts'
import { startStoa } from '../servers/stoa.ts'
import { buildTown } from '../servers/town.ts'
import { type Audience, startAudience } from './audience.ts'
import { openOnScreen } from './screen.ts'
import { type Begun, isPeer, type Pen } from './table.ts'
import { startTypist, type Typist } from './typist.ts'

/** A writer and those who read along. */
const readers = 10
/** People at one document, edits a second of one of them, and for how long. */
const crowd = { people: 200, rate: 10, seconds: 10 }
const whole = 259_778

const pens: readonly Pen[] = ['merged', 'hocuspocus', 'hocuspocus merged', 'single']

interface Round {
  readonly editsPerSecond: number
  /** Milliseconds until the last edit was acknowledged, and until everybody had the text. */
  readonly acknowledged: number
  readonly everywhere: number
  /** Shares of one processor: where one is near 1, it is the limit and not the server. */
  readonly typistCpu: number
  readonly audienceCpu: number
  /** Server processor time, in µs an edit. */
  readonly cpuAnEdit: number
  /** Characters that were acknowledged and not there after `kill -9` and a restart. */
  readonly lost: number
  /** Milliseconds until the text was there, for one who came after the restart, and for the next one. */
  readonly firstOpening: number
  readonly nextOpening: number
  /** Milliseconds from asking for its page until its text was painted, each time it was opened; none where there is no browser. */
  readonly painted: readonly number[]
}

export const pads: Bench = {
  name: 'pads',
  says: 'an editing trace typed through the server to 10 readers, a crowd at one document, and opening it, beside Hocuspocus',
  async run(context) {
    const { say, quick } = context
    const count = quick ? 4_000 : whole
    const results = await alternate(pens, quick ? 1 : 3, async (pen, round) => {
      const typed = await typeThrough(pen, count, context)
      say(`${pen}, round ${round + 1}: ${inWords(typed)}`)
      return typed
    })
    const watched = await alternate(['merged', 'hocuspocus'], quick ? 1 : 3, async (pen: Pen) => {
      const p95 = await watch(pen, context)
      say(`${pen}, ${crowd.people} people: edit to screen p95 ${figure(p95)} ms`)
      return p95
    })
    const growth = await measureGrowth(count, results.merged, context)
    const of = (pen: Pen, value: (round: Round) => number) => spreadOf(results[pen].map(value))
    const rate = ({ editsPerSecond }: Round) => editsPerSecond
    const against = (pen: Pen, peer: Pen) =>
      told(spreadOf(results[pen].map((one, round) => rate(one) / rate(results[peer][round] ?? one))), '×')
    return {
      edits: figure(count),
      'edits/s, merged in flight as the SDK does, durable': told(of('merged', rate)),
      'peer, each edit a message': told(of('hocuspocus', rate)),
      'peer, gathering 25 ms': told(of('hocuspocus merged', rate)),
      ratio: against('merged', 'hocuspocus'),
      'ratio, both merging': against('merged', 'hocuspocus merged'),
      'edits/s, each a durable entry': told(of('single', rate)),
      'ratio, neither merging': against('single', 'hocuspocus'),
      'server µs/edit: merged, peer, single': (['merged', 'hocuspocus', 'single'] as const)
        .map((pen) => told(of(pen, (round) => round.cpuAnEdit)))
        .join(', '),
      'lost by kill -9: ours, peer': `${told(of('merged', lostOf))}, ${told(of('hocuspocus', lostOf))} characters`,
      [`edit to screen p95, ${crowd.people} people`]: told(spreadOf(watched['merged'] ?? []), 'ms'),
      'peer p95': told(spreadOf(watched['hocuspocus'] ?? []), 'ms'),
      'opening it, an entry an edit: first, next': `${told(
        of('single', (round) => round.firstOpening),
        'ms',
      )}, ${told(
        of('single', (round) => round.nextOpening),
        'ms',
      )}`,
      'on screen, merged and an entry an edit': (['merged', 'single'] as const)
        .map((pen) =>
          told(
            of(pen, ({ painted }) => spreadOf(painted).median),
            'ms',
          ),
        )
        .join(', '),
      'growth exponent': figure(growth),
    }
  },
}

const lostOf = ({ lost }: Round) => lost

/** A server of that side, with people who may come in and the processes that they sit in. */
interface House {
  readonly tokens: readonly string[]
  readonly typist: Child<Typist>
  readonly audience: Child<Audience>
  server(): Server
  /** Kills it without a word, and starts it again on what it left. */
  kill(): Promise<void>
}

async function withHouse<T>(
  pen: Pen,
  people: number,
  { profileFolder }: Context,
  work: (house: House) => Promise<T>,
): Promise<T> {
  const town = isPeer(pen) ? await emptyHouse(people) : await buildTown({ people, rooms: [] })
  const start = () =>
    isPeer(pen)
      ? startHocuspocus(town.data)
      : startStoa({ data: town.data, profileFolder, settings: { STOA_INTERVIEW_PARTICIPANTS: '1000' } })
  let server = await start()
  const typist = startTypist()
  const audience = startAudience()
  try {
    return await work({
      tokens: town.people.map(({ token }) => token),
      typist,
      audience,
      server: () => server,
      async kill() {
        await server.stop('SIGKILL')
        server = await start()
      },
    })
  } finally {
    await typist.end()
    await audience.end()
    await server.stop()
    await town.remove()
  }
}

async function emptyHouse(people: number) {
  const data = await mkdtemp(join(tmpdir(), 'hocuspocus-'))
  return {
    data,
    people: Array.from({ length: people }, () => ({ token: '' })),
    remove: () => rm(data, { recursive: true, force: true }),
  }
}

function startHocuspocus(data: string): Promise<Server> {
  const file = fileURLToPath(new URL('hocuspocus.main.ts', import.meta.url))
  return startServer({ file, args: [join(data, 'documents.sqlite')] })
}

async function typeThrough(pen: Pen, count: number, context: Context): Promise<Round> {
  return withHouse(pen, 1 + readers, context, async (house) => {
    const { typist, audience, server, kill, tokens } = house
    const passage = { trace: context.trace, from: 0, to: count }
    const { document, path } = await sit(house, pen)
    await typist.call('prepare', passage)
    const before = await server().usage()
    const began = performance.now()
    const [{ acknowledged, cpu: typistCpu }, { everywhere, audienceCpu }] = await Promise.all([
      typist.call('type', passage),
      audience
        .call('read', passage)
        .then(({ cpu }) => ({ everywhere: performance.now() - began, audienceCpu: cpu })),
    ])
    const after = await server().usage()
    await kill()
    // Nobody who was there before may give back what the server lost.
    await Promise.all([typist.call('leave', null), audience.call('leave', null)])
    const visit = () => ({ ...passage, pen, document, tokens, url: server().url })
    const lost = await audience.call('lacks', visit())
    if (lost !== 0 && !isPeer(pen)) throw new Error(`${lost} acknowledged characters are lost`)
    await kill()
    const open = async () => (lost === 0 ? await audience.call('visit', visit()) : Number.NaN)
    return {
      ...{ acknowledged, everywhere, typistCpu, audienceCpu, lost },
      editsPerSecond: (count / everywhere) * 1000,
      cpuAnEdit: ((after.cpu - before.cpu) / count) * 1e6,
      firstOpening: await open(),
      nextOpening: await open(),
      painted:
        path === null ? [] : ((await openOnScreen({ link: `${server().url}${path}`, times: 5 })) ?? []),
    }
  })
}

/** Begins a document, and has everybody come to it. */
async function sit({ typist, audience, server, tokens }: House, pen: Pen): Promise<Begun> {
  const [writer = '', ...others] = tokens
  const { url } = server()
  const begun = await typist.call('sit', { url, writer, readers: others, pen })
  await audience.call('sit', { url, document: begun.document, tokens: others, pen })
  return begun
}

async function watch(pen: Pen, context: Context): Promise<number> {
  const { people, rate, seconds } = context.quick ? { ...crowd, seconds: 3 } : crowd
  return withHouse(pen, people, context, async (house) => {
    await sit(house, pen)
    const watched = async (load: { rate: number; seconds: number }) => {
      await house.audience.call('attend', null)
      await house.typist.call('pace', load)
      return await house.audience.call('watch', load.rate * load.seconds)
    }
    await watched({ rate, seconds: 1 })
    const took = await watched({ rate, seconds })
    return percentile(
      took.toSorted((one, other) => one - other),
      0.95,
    )
  })
}

/** How the time of typing grows with what is typed. */
async function measureGrowth(count: number, rounds: readonly Round[], context: Context): Promise<number> {
  const points = [{ work: count, cost: spreadOf(rounds.map(({ everywhere }) => everywhere)).median }]
  for (const share of [4, 16]) {
    const work = Math.floor(count / share)
    const { everywhere } = await typeThrough('merged', work, context)
    context.say(`growth: ${figure(work)} edits, ${figure(everywhere)} ms`)
    points.push({ work, cost: everywhere })
  }
  return exponentOf(points)
}

function inWords(round: Round): string {
  return (
    `${figure(round.editsPerSecond)} edits/s (acknowledged after ${figure(round.acknowledged)} ms, everywhere after ${figure(round.everywhere)} ms), ` +
    `${figure(round.cpuAnEdit)} µs an edit on the server, ${figure(round.typistCpu)} cores typing, ${figure(round.audienceCpu)} reading, ` +
    `${round.lost} characters lost by a kill, opened in ${figure(round.firstOpening)} and ${figure(round.nextOpening)} ms, on screen in ${round.painted.map(figure).join(', ')} ms`
  )
}
