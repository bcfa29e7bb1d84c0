import { removeMember, searchMessages } from '@stoa/contract/chat'
import type { Room } from '@stoa/contract/rooms'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type ChatTest, type Person, testChat } from '../chat.testing.ts'

let test: ChatTest

beforeAll(async () => {
  test = await testChat()
})
afterAll(() => test.close())

const words = ['apple', 'apricot', 'app', 'Éclair', 'eclipse', '東京', '京都', '東京都', '👍', 'x']
const text = fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 4 }).map((some) => some.join(' '))
const queries = ['ap', 'apple', 'apple ap', 'ecl', 'é', '東京', '京都', '都', '東京都', '👍', 'x 京', 'zebra']
const which = fc.nat({ max: 30 })
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('send' as const), room: which, text }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('edit' as const), message: which, text }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('delete' as const), message: which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('leave' as const), room: which }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('index' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('search' as const),
      query: fc.constantFrom(...queries),
      limit: fc.integer({ min: 1, max: 4 }),
    }),
  },
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

interface Said {
  readonly room: Room
  readonly seq: number
  readonly at: number
  text: string
}

/** What search promises, in the plainest way: every word of the query begins a word, or is anywhere in Han and emoji. */
function matches(query: string, said: string): boolean {
  const plain = (typed: string) =>
    typed
      .normalize('NFD')
      .replace(/\u0301/g, '')
      .toLowerCase()
  return plain(query)
    .split(' ')
    .every((part) =>
      plain(said)
        .split(' ')
        .some((word) => (/^[a-z]/.test(part) ? word.startsWith(part) : word.includes(part))),
    )
}

async function run(steps: readonly Step[]): Promise<void> {
  const reader = test.person('Reader')
  const writer = test.person('Writer')
  const rooms: Room[] = []
  for (const name of ['One', 'Two', 'Three']) rooms.push(await writer.group(name, [reader]))
  const left = new Set<Room>()
  const live: Said[] = []
  const agree = async (query: string, limit: number) => {
    const expected = live
      .filter((said) => !left.has(said.room) && matches(query, said.text))
      .sort((a, b) => b.at - a.at || (a.room.id < b.room.id ? 1 : a.room.id > b.room.id ? -1 : b.seq - a.seq))
      .map((said) => `${said.room.id} ${said.seq} ${said.text}`)
    expect(await searchAll(reader, query, limit)).toEqual(expected)
  }
  for (const one of steps) {
    switch (one.do) {
      case 'send': {
        const room = rooms[one.room % rooms.length]
        if (room === undefined) break
        live.push({ room, seq: await writer.say(room, one.text), at: test.clock.now, text: one.text })
        break
      }
      case 'edit': {
        const said = live[one.message % Math.max(1, live.length)]
        if (said === undefined) break
        await writer.edit(said.room, said.seq, one.text)
        said.text = one.text
        break
      }
      case 'delete': {
        const [said] = live.splice(one.message % Math.max(1, live.length), 1)
        if (said !== undefined) await writer.remove(said.room, said.seq)
        break
      }
      case 'leave': {
        const room = rooms[one.room % rooms.length]
        if (room === undefined || left.has(room)) break
        await reader.call(removeMember, { params: { room: room.id, user: reader.user } })
        left.add(room)
        break
      }
      case 'index':
        await test.chat.indexAll()
        break
      case 'wait':
        test.clock.now += 1_000
        break
      case 'search':
        await agree(one.query, one.limit)
    }
  }
  // What the index itself makes of it, with nothing behind it.
  await test.chat.indexAll()
  for (const query of queries) await agree(query, 3)
}

async function searchAll(reader: Person, query: string, limit: number): Promise<string[]> {
  const found: string[] = []
  let before: string | undefined
  do {
    const page = await reader.call(searchMessages, {
      query: { query, limit, ...(before === undefined ? {} : { before }) },
    })
    found.push(...page.hits.map((hit) => `${hit.room} ${hit.message.seq} ${hit.message.text}`))
    before = page.next ?? undefined
  } while (before !== undefined)
  return found
}

it('M6: search agrees with reading every message, whatever was sent, edited, deleted, left or indexed before', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), run), { numRuns: 16 })
}, 180_000)
