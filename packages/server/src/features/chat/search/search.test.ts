import { randomUUID } from 'node:crypto'
import { type Hit, removeMember, searchMessages } from '@stoa/contract/chat'
import type { RoomId } from '@stoa/contract/http'
import { type Room, sendEntry } from '@stoa/contract/rooms'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ChatTest, fault, type Person, testChat } from '../chat.testing.ts'

let test: ChatTest

beforeAll(async () => {
  test = await testChat()
})
afterAll(() => test.close())

async function find(
  person: Person,
  query: string,
  more: { room?: RoomId; limit?: number } = {},
): Promise<Hit[]> {
  return (await person.call(searchMessages, { query: { query, ...more } })).hits
}

const texts = (hits: readonly Hit[]) => hits.map((hit) => hit.message.text)

/** Everything of a search, page by page. */
async function findAll(person: Person, query: string, limit: number): Promise<Hit[]> {
  const hits: Hit[] = []
  let before: string | undefined
  do {
    const page = await person.call(searchMessages, {
      query: { query, limit, ...(before === undefined ? {} : { before }) },
    })
    expect(page.hits.length).toBeLessThanOrEqual(limit)
    hits.push(...page.hits)
    before = page.next ?? undefined
  } while (before !== undefined)
  return hits
}

// Results never depend on how far the index has come, so each of these is shown with and without it.
describe.each([
  { state: 'indexed', index: () => test.chat.indexAll() },
  { state: 'not indexed yet', index: async () => undefined },
])('search over what is $state', ({ index }) => {
  it('M6: finds words by their beginnings, in any case and accent, newest first, with highlights', async () => {
    const ada = test.person('Ada')
    const room = await ada.group('Cooking')
    await ada.say(room, 'Crème brûlée is on')
    test.clock.now += 1_000
    await ada.say(room, 'CREMES are off')
    await ada.say(room, 'ice cream')
    await index()
    const hits = await find(ada, 'creme')
    expect(texts(hits)).toEqual(['CREMES are off', 'Crème brûlée is on'])
    expect(hits.map((hit) => hit.highlights)).toEqual([[[0, 5]], [[0, 5]]])
    expect(hits[0]).toMatchObject({ room: room.id, message: { author: ada.user, deleted: false } })
    expect(texts(await find(ada, 'is bru'))).toEqual(['Crème brûlée is on'])
    expect(await find(ada, 'creme moon')).toEqual([])
  })

  it('M6: finds Chinese, Japanese, Korean and Thai anywhere', async () => {
    const ada = test.person('Ada')
    const room = await ada.group('亜細亜')
    const said = ['東京都に行く', '京の都', '한국어를 배우다', 'ไม่เป็นไร', 'カラオケ']
    for (const text of said) await ada.say(room, text)
    await index()
    expect(texts(await find(ada, '京都'))).toEqual(['東京都に行く'])
    expect(texts(await find(ada, '都'))).toEqual(['京の都', '東京都に行く'])
    expect(texts(await find(ada, '국어'))).toEqual(['한국어를 배우다'])
    expect(texts(await find(ada, 'เป็น'))).toEqual(['ไม่เป็นไร'])
    expect(texts(await find(ada, 'ﾗｵｹ'))).toEqual(['カラオケ'])
  })

  it('M6: finds a text as it is now: edited ones by the new words, deleted ones not at all', async () => {
    const ada = test.person('Ada')
    const room = await ada.group('Changes')
    const first = await ada.say(room, 'apricot jam')
    const second = await ada.say(room, 'apricot cake')
    await index()
    await ada.edit(room, first, 'plum jam')
    await ada.remove(room, second)
    expect(await find(ada, 'apricot')).toEqual([])
    expect(texts(await find(ada, 'plum'))).toEqual(['plum jam'])
    await index()
    expect(await find(ada, 'apricot')).toEqual([])
    expect(texts(await find(ada, 'plum'))).toEqual(['plum jam'])
    await ada.edit(room, first, 'apricot jam')
    await ada.remove(room, first)
    expect(await find(ada, 'apricot')).toEqual([])
    expect(await find(ada, 'plum')).toEqual([])
  })

  it('M6: covers only rooms one may read now', async () => {
    const [ada, bob] = [test.person('Ada'), test.person('Bob')]
    const shared = await ada.group('Shared', [bob])
    const own = await ada.group('Own')
    await ada.say(shared, 'platypus one')
    await ada.say(own, 'platypus two')
    await index()
    expect(texts(await find(bob, 'platypus'))).toEqual(['platypus one'])
    expect(texts(await find(ada, 'platypus', { room: own.id }))).toEqual(['platypus two'])
    await expect(find(bob, 'platypus', { room: own.id })).rejects.toMatchObject(fault('NOT_FOUND'))
    await expect(find(bob, 'platypus', { room: randomUUID() as RoomId })).rejects.toMatchObject(
      fault('NOT_FOUND'),
    )
    await bob.call(removeMember, { params: { room: shared.id, user: bob.user } })
    expect(await find(bob, 'platypus')).toEqual([])
  })

  it('M6: gives pages that together hold every match once, also where many share a moment', async () => {
    const ada = test.person('Ada')
    const rooms = [await ada.group('One'), await ada.group('Two'), await ada.group('Three')]
    for (let n = 0; n < 30; n++) {
      const room = rooms[n % 3]
      if (room !== undefined) await ada.say(room, n % 5 === 4 ? `pear ${n}` : `apple ${n}`)
      if (n % 7 === 6) test.clock.now += 1
    }
    await index()
    const hits = await findAll(ada, 'apple', 4)
    expect(hits).toHaveLength(24)
    expect(new Set(texts(hits)).size).toBe(24)
    const times = hits.map((hit) => hit.message.at)
    expect(times).toEqual([...times].sort((one, other) => other - one))
  })

  it('M6: a common word, a rare one and both together in rooms of very different size', async () => {
    const ada = test.person('Ada')
    const busy = await ada.group('Busy')
    const calm = await ada.group('Calm')
    await ada.say(calm, 'the needle is old')
    test.clock.now += 1_000
    await fill(ada, busy, 3_000, (n) => (n % 600 === 0 ? 'the needle' : n % 3 === 0 ? 'the hay' : 'straw'))
    await ada.say(calm, 'the needle is new')
    await index()
    expect(await findAll(ada, 'the', 50)).toHaveLength(1002)
    expect(texts(await findAll(ada, 'needle', 3))).toEqual([
      'the needle is new',
      ...Array.from({ length: 5 }, () => 'the needle'),
      'the needle is old',
    ])
    expect(await findAll(ada, 'needle hay', 50)).toEqual([])
    expect(texts(await find(ada, 'the needle', { room: calm.id, limit: 1 }))).toEqual(['the needle is new'])
  })
})

describe('search', () => {
  it('M6: finds an old message by an edit the index has not seen', async () => {
    const ada = test.person('Ada')
    const room = await ada.group('Old')
    const seq = await ada.say(room, 'about cats')
    for (let n = 0; n < 20; n++) await ada.say(room, `about dogs ${n}`)
    await test.chat.indexAll()
    await ada.edit(room, seq, 'about dogs, after all')
    const hits = await findAll(ada, 'dogs', 5)
    expect(hits).toHaveLength(21)
    expect(hits.at(-1)).toMatchObject({ message: { seq, text: 'about dogs, after all' } })
  })

  it('M6: reads so much of what is not indexed for one page, and goes on with the next', async () => {
    const ada = test.person('Ada')
    const room = await ada.group('Far behind')
    await fill(ada, room, 6_000, (n) => (n === 0 ? 'the haystack’s needle' : 'nur öde Nadeln'))
    const first = await ada.call(searchMessages, { query: { query: 'needle' } })
    expect(first).toMatchObject({ hits: [], next: expect.any(String) })
    expect(texts(await findAll(ada, 'needle', 20))).toEqual(['the haystack’s needle'])
  })

  it('M6: a query without a word finds nothing; one that is empty is refused', async () => {
    const ada = test.person('Ada')
    await ada.say(await ada.group('Signs'), '?! … —')
    expect(await find(ada, '?!')).toEqual([])
    await expect(find(ada, '   ')).rejects.toMatchObject(fault('BAD_REQUEST'))
  })

  it('refuses a cursor that is not its own', async () => {
    const ada = test.person('Ada')
    for (const before of [
      'x',
      '1_2_3',
      `1_${randomUUID()}_-1`,
      `1_${randomUUID()}_9999999999999999`,
      "1_'; --_2",
    ]) {
      await expect(ada.call(searchMessages, { query: { query: 'a', before } })).rejects.toMatchObject(
        fault('BAD_REQUEST'),
      )
    }
  })

  it('M6: takes no query for an expression of the database', async () => {
    const ada = test.person('Ada')
    const room = await ada.group('Quotes')
    await ada.say(room, `it's a \\ 100% "test" & more | !less <-> (x):*`)
    for (const query of ["it's", '100%', '\\', '"test" &', '!less', '(x):*', "'':*", '\u0000test']) {
      const hits = await find(ada, query)
      expect(hits.length).toBe(/\w/.test(query) ? 1 : 0)
    }
  })
})

/** Appends many messages as an import would, without a request for each. */
async function fill(author: Person, room: Room, count: number, textOf: (n: number) => string): Promise<void> {
  const { seq } = await author.call(sendEntry, {
    params: { room: room.id },
    body: { type: 'chat.message', clientId: randomUUID(), body: { text: textOf(0) } },
  })
  const rows = Array.from({ length: count - 1 }, (_, n) => ({ seq: seq + 1 + n, text: textOf(n + 1) }))
  const { db } = test.database
  await sql`
    INSERT INTO entries (room_id, seq, type, author, at, counted, body)
    SELECT ${room.id}::uuid, seq, 'chat.message', ${author.user}::uuid, ${test.clock.now}::bigint + seq, seq,
      jsonb_build_object('text', text)
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS r (seq bigint, text text)`.execute(db)
  const last = rows.at(-1)?.seq ?? seq
  test.clock.now += last + 1
  await sql`
    UPDATE rooms SET head = ${last}, last_at = ${test.clock.now}, counted = ${last} WHERE id = ${room.id}`.execute(
    db,
  )
}
