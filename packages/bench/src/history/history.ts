import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import type { Bench, Context } from '../frame/bench.ts'
import { seeded } from '../frame/seeded.ts'
import { exponentOf, figure, percentile, spreadOf, told } from '../frame/spread.ts'
import { startStoa } from '../servers/stoa.ts'
import { buildTown, type Town } from '../servers/town.ts'
import { fillLibrary } from './library.ts'
import {
  type Asker,
  askPage,
  askSearch,
  countHits,
  type PageKind,
  pageKinds,
  type SearchKind,
  searches,
  searchKinds,
} from './questions.ts'
import { rare, rareEvery } from './words.ts'

const rooms = 50

type Kind = PageKind | SearchKind
/** Milliseconds of every answer, by what was asked; the peer's searches beside them. */
interface Asked {
  readonly stoa: Record<Kind, number[]>
  readonly peer: Record<SearchKind, number[]>
}

export const history: Bench = {
  name: 'history',
  says: '1 M messages in 50 rooms of one person: pages back, jumps to a date, searches, over HTTP, beside ILIKE on the same table',
  async run(context) {
    const { quick, say } = context
    const most = (quick ? 100_000 : 1_000_000) / rooms
    const newestAt = Date.now()
    const everyone = Array.from({ length: 50 }, (_, index) => index)
    const town = await buildTown({
      people: everyone.length,
      rooms: Array.from({ length: rooms }, () => everyone),
    })
    try {
      const sizes: { readonly work: number; readonly asked: Asked }[] = []
      let from = 0
      for (const share of [16, 4, 1]) {
        const to = Math.floor(most / share)
        await fillLibrary(town, { from, to, newestAt })
        say(`${figure(to * rooms)} messages`)
        sizes.push({
          work: to,
          asked: await measure(town, { each: to, newestAt, context, last: share === 1 }),
        })
        from = to
      }
      const asked = sizes.at(-1)?.asked
      if (asked === undefined) throw new Error('nothing was measured')
      const growth = (kind: Kind) =>
        exponentOf(sizes.map((size) => ({ work: size.work, cost: p95(size.asked.stoa[kind]) })))
      const ratio = (kind: SearchKind) => told(ratios(asked, kind), '×')
      return {
        messages: figure(most * rooms),
        ...Object.fromEntries(
          [...pageKinds, ...searchKinds].map((kind) => [
            `${kind} p50 / p95`,
            `${figure(percentile(sorted(asked.stoa[kind]), 0.5))} / ${figure(p95(asked.stoa[kind]))} ms`,
          ]),
        ),
        ...Object.fromEntries(searchKinds.map((kind) => [`${kind} against ILIKE`, ratio(kind)])),
        'growth exponents: page, common word': `${figure(growth('page back'))}, ${figure(growth('common word'))}`,
      }
    } finally {
      await town.remove()
    }
  },
}

async function measure(
  town: Town,
  plan: {
    readonly each: number
    readonly newestAt: number
    readonly context: Context
    readonly last: boolean
  },
): Promise<Asked> {
  const { each, newestAt, context, last } = plan
  const server = await startStoa({ data: town.data, profileFolder: context.profileFolder })
  const client = new pg.Client({ host: town.data, port: 5432, user: 'postgres', database: 'postgres' })
  try {
    await client.connect()
    const began = performance.now()
    await indexed(client)
    context.say(`  indexed in ${figure((performance.now() - began) / 1000)} s`)
    const [me] = town.people
    if (me === undefined) throw new Error('the town is empty')
    const asker: Asker = { url: server.url, token: me.token, rooms: town.rooms, each, newestAt }
    const found = await countHits(asker, rare)
    const expected = Array.from({ length: each * rooms }, (_, n) => n + rooms).filter(
      (n) => n % rareEvery === rareEvery >> 1,
    ).length
    if (found !== expected)
      throw new Error(`the rare word is in ${expected} messages, and ${found} were found`)
    return await ask({ asker, client, user: me.user, context, rounds: last && !context.quick ? 5 : 3 })
  } finally {
    await client.end()
    await server.stop()
  }
}

/** Each kind in turn, Stoa's then the peer's, some at a time. The first round warms both up and is not counted. */
async function ask(options: {
  readonly asker: Asker
  readonly client: pg.Client
  readonly user: string
  readonly context: Context
  readonly rounds: number
}): Promise<Asked> {
  const { asker, client, user, context, rounds } = options
  const random = seeded(11)
  const asked: Asked = {
    stoa: {
      'page back': [],
      'jump to date': [],
      'rare word': [],
      'common word': [],
      prefix: [],
      'CJK pair': [],
    },
    peer: { 'rare word': [], 'common word': [], prefix: [], 'CJK pair': [] },
  }
  for (let round = 0; round <= rounds; round++) {
    for (const kind of pageKinds)
      for (let n = 0; n < 50; n++) {
        const took = await askPage(asker, kind, random)
        if (round > 0) asked.stoa[kind].push(took)
      }
    for (const kind of searchKinds) {
      for (let n = 0; n < 20; n++) {
        const took = await askSearch(asker, kind)
        if (round > 0) asked.stoa[kind].push(took)
      }
      for (let n = 0; n < 3; n++) {
        const took = await askPeer(client, user, searches[kind])
        if (round > 0) asked.peer[kind].push(took)
      }
    }
  }
  for (const kind of [...pageKinds, ...searchKinds]) {
    const peer =
      kind in asked.peer
        ? `, ILIKE p50 ${figure(percentile(sorted(asked.peer[kind as SearchKind]), 0.5))} ms`
        : ''
    context.say(
      `  ${kind.padEnd(12)} p50 ${figure(percentile(sorted(asked.stoa[kind]), 0.5))} ms, p95 ${figure(p95(asked.stoa[kind]))} ms${peer}`,
    )
  }
  return asked
}

/** The way most chat servers search: a scan of one's rooms. Without HTTP around it, which is to its advantage. */
async function askPeer(client: pg.Client, user: string, query: string): Promise<number> {
  const began = performance.now()
  const { rows } = await client.query(
    `SELECT e.room_id, e.seq, e.at, e.author, e.body FROM entries e
     JOIN room_members m ON m.room_id = e.room_id AND m.user_id = $1
     WHERE e.type = 'chat.message' AND e.body ->> 'text' ILIKE '%' || $2 || '%'
     ORDER BY e.at DESC LIMIT 20`,
    [user, query],
  )
  if (rows.length === 0) throw new Error(`ILIKE found nothing for ${query}`)
  return performance.now() - began
}

/** Waits until the server's own indexer has every message. */
async function indexed(client: pg.Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ behind: string }>(
      `SELECT count(*) AS behind FROM rooms r LEFT JOIN chat_search_progress p ON p.room_id = r.id
       WHERE coalesce(p.indexed, 0) < r.head`,
    )
    if (rows[0]?.behind === '0') return
    await delay(500)
  }
}

/** The peer's median over Stoa's, round by round of the peer's. */
function ratios({ stoa, peer }: Asked, kind: SearchKind) {
  const own = percentile(sorted(stoa[kind]), 0.5)
  return spreadOf(peer[kind].map((one) => one / own))
}

const sorted = (values: readonly number[]) => values.toSorted((one, other) => one - other)
const p95 = (values: readonly number[]) => percentile(sorted(values), 0.95)
