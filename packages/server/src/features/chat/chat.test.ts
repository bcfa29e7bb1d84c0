import { randomUUID } from 'node:crypto'
import { changeChat, getMessage, listEdits, listMessages, type Message } from '@stoa/contract/chat'
import type { RoomId } from '@stoa/contract/http'
import type { Room } from '@stoa/contract/rooms'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ChatTest, fault, type Person, testChat } from './chat.testing.ts'

let test: ChatTest
let ada: Person
let bob: Person
let cleo: Person

beforeAll(async () => {
  test = await testChat()
  ada = test.person('Ada')
  bob = test.person('Bob')
  cleo = test.person('Cleo')
})
afterAll(() => test.close())

const page = (person: Person, room: Room, query = {}) =>
  person.call(listMessages, { params: { room: room.id }, query })

async function read(person: Person, room: Room, seq: number): Promise<Message> {
  const { message } = await person.call(getMessage, { params: { room: room.id, seq } })
  return message
}

describe('messages', () => {
  it('M1: a text is stored as written, blanks, markup and all', async () => {
    const room = await ada.group('Letters')
    const text = '  <b>hi</b>\n\n\t*there* 👩‍👩‍👧 é é  '
    const seq = await ada.say(room, text)
    expect((await read(ada, room, seq)).text).toBe(text)
  })

  it('M1: a text of blanks, or of more than 5,000 characters, is refused', async () => {
    const room = await ada.group('Letters')
    await expect(ada.say(room, ' \n\t ')).rejects.toMatchObject(fault('BAD_REQUEST'))
    await expect(ada.say(room, 'x'.repeat(5001))).rejects.toMatchObject(fault('BAD_REQUEST'))
    await expect(ada.say(room, 'x'.repeat(5000))).resolves.toBeGreaterThan(0)
  })

  it('M2: a reply quotes the original as it is now, and a deleted one as deleted', async () => {
    const room = await ada.group('Quotes', [bob])
    const first = await ada.say(room, 'one')
    const second = await ada.say(room, 'two')
    await bob.say(room, 'to one', first)
    await bob.say(room, 'to two', second)
    await ada.edit(room, first, 'uno')
    await ada.remove(room, second)
    const { quotes } = await page(bob, room)
    expect(quotes).toMatchObject([
      { seq: first, text: 'uno', deleted: false },
      { seq: second, text: '', deleted: true },
    ])
  })

  it('M2: a reply must name a message of the same room', async () => {
    const room = await ada.group('Here')
    await expect(ada.say(room, 'to nothing', 99)).rejects.toMatchObject(fault('BAD_REQUEST'))
    await expect(ada.say(room, 'to the creation', 1)).rejects.toMatchObject(fault('BAD_REQUEST'))
  })

  it('T8: a reply in a room one is no member of tells nothing of what is in it', async () => {
    const room = await ada.group('Private')
    const seq = await ada.say(room, 'a secret')
    await expect(bob.say(room, 'there?', seq)).rejects.toMatchObject(fault('NOT_FOUND'))
    await expect(bob.say(room, 'there?', 99)).rejects.toMatchObject(fault('NOT_FOUND'))
  })

  it("M2: a forward carries the text of now and keeps the first author's name", async () => {
    const from = await ada.group('From', [bob])
    const to = await bob.group('To', [cleo])
    const further = await cleo.group('Further')
    const seq = await ada.say(from, 'draft')
    await ada.edit(from, seq, 'final')
    const forwarded = await bob.forward(to, { room: from.id, seq })
    const again = await cleo.forward(further, { room: to.id, seq: forwarded })
    expect(await read(bob, to, forwarded)).toMatchObject({
      text: 'final',
      forwardedFrom: 'Ada',
      author: bob.user,
    })
    expect(await read(cleo, further, again)).toMatchObject({ text: 'final', forwardedFrom: 'Ada' })
  })

  it('M2: nobody forwards what they may not read, what was deleted, or what is no message', async () => {
    const from = await ada.group('From', [bob])
    const own = await cleo.group('Own')
    const bobs = await bob.group('Bobs')
    const seq = await ada.say(from, 'for Bob')
    await expect(cleo.forward(own, { room: from.id, seq })).rejects.toMatchObject(fault('NOT_FOUND'))
    await expect(cleo.forward(own, { room: randomUUID() as RoomId, seq })).rejects.toMatchObject(
      fault('NOT_FOUND'),
    )
    await expect(bob.forward(bobs, { room: from.id, seq: 1 })).rejects.toMatchObject(fault('NOT_FOUND'))
    await ada.remove(from, seq)
    await expect(bob.forward(bobs, { room: from.id, seq })).rejects.toMatchObject(fault('GONE'))
  })

  it('M3: a new reaction replaces one’s own, the same one again takes it back', async () => {
    const room = await ada.group('Cheers', [bob])
    const seq = await ada.say(room, 'hello')
    await ada.react(room, seq, '👍')
    await bob.react(room, seq, '👍')
    await bob.react(room, seq, '❤️')
    expect((await read(ada, room, seq)).reactions).toEqual({ [ada.user]: '👍', [bob.user]: '❤️' })
    await ada.react(room, seq, '👍')
    expect((await read(ada, room, seq)).reactions).toEqual({ [bob.user]: '❤️' })
  })

  it('M3: only one whole emoji is a reaction, and only to a message that is there', async () => {
    const room = await ada.group('Cheers')
    const seq = await ada.say(room, 'hello')
    for (const emoji of ['ok', '👍👍', '', '<b>']) {
      await expect(ada.react(room, seq, emoji)).rejects.toMatchObject(fault('BAD_REQUEST'))
    }
    await expect(ada.react(room, 1, '👍')).rejects.toMatchObject(fault('BAD_REQUEST'))
    await expect(ada.react(room, 99, '👍')).rejects.toMatchObject(fault('NOT_FOUND'))
    await ada.remove(room, seq)
    await expect(ada.react(room, seq, '👍')).rejects.toMatchObject(fault('GONE'))
  })

  it('M4: only the author edits, not even an owner or a moderator', async () => {
    const mod = test.person('Mo', 'moderator')
    const room = await ada.group('Edits', [bob, mod])
    const seq = await bob.say(room, 'mine')
    await expect(ada.edit(room, seq, 'not mine')).rejects.toMatchObject(fault('NOT_ALLOWED'))
    await expect(mod.edit(room, seq, 'not mine')).rejects.toMatchObject(fault('NOT_ALLOWED'))
    test.clock.now += 60_000
    await bob.edit(room, seq, 'still mine')
    expect(await read(ada, room, seq)).toMatchObject({ text: 'still mine', editedAt: test.clock.now })
  })

  it('M4: authors and moderators delete; others cannot, and moderators only where they are members', async () => {
    const mod = test.person('Mo', 'moderator')
    const room = await ada.group('Deletes', [bob, cleo])
    const seq = await bob.say(room, 'one')
    const other = await bob.say(room, 'two')
    await expect(cleo.remove(room, seq)).rejects.toMatchObject(fault('NOT_ALLOWED'))
    await expect(ada.remove(room, seq)).rejects.toMatchObject(fault('NOT_ALLOWED'))
    await expect(mod.remove(room, seq)).rejects.toMatchObject(fault('NOT_FOUND'))
    await bob.remove(room, seq)
    const shared = await ada.group('With a moderator', [mod])
    const bad = await ada.say(shared, 'bad')
    await mod.remove(shared, bad)
    expect(await read(ada, shared, bad)).toMatchObject({ deleted: true, text: '', author: ada.user })
    expect(await read(cleo, room, other)).toMatchObject({ deleted: false })
  })

  it('M4: what was deleted can neither be edited nor deleted again', async () => {
    const room = await ada.group('Gone')
    const seq = await ada.say(room, 'one')
    await ada.remove(room, seq)
    await expect(ada.edit(room, seq, 'two')).rejects.toMatchObject(fault('GONE'))
    await expect(ada.remove(room, seq)).rejects.toMatchObject(fault('GONE'))
  })

  it('M4: moderators read earlier texts in any room, others nowhere', async () => {
    const mod = test.person('Mo', 'moderator')
    const room = await ada.group('History')
    const begun = test.clock.now
    const seq = await ada.say(room, 'first')
    test.clock.now += 1_000
    await ada.edit(room, seq, 'second')
    test.clock.now += 1_000
    await ada.edit(room, seq, 'third')
    const params = { room: room.id, seq }
    expect(await mod.call(listEdits, { params })).toEqual({
      edits: [
        { at: begun, text: 'first' },
        { at: begun + 1_000, text: 'second' },
      ],
    })
    await expect(ada.call(listEdits, { params })).rejects.toMatchObject(fault('NOT_ALLOWED'))
    await expect(mod.call(listEdits, { params: { room: room.id, seq: 1 } })).rejects.toMatchObject(
      fault('NOT_FOUND'),
    )
  })

  it('T12: a deleted message keeps seq and author, and its words are in no table any more', async () => {
    const mod = test.person('Mo', 'moderator')
    const room = await ada.group('Secrets', [bob])
    const seq = await ada.say(room, 'xylophone')
    await ada.edit(room, seq, 'xylophone zugzwang')
    await test.chat.indexAll()
    await ada.remove(room, seq)
    expect(await read(bob, room, seq)).toMatchObject({ seq, author: ada.user, text: '', deleted: true })
    expect(await mod.call(listEdits, { params: { room: room.id, seq } })).toEqual({ edits: [] })
    expect(await tablesWith('xylophone')).toEqual([])
    expect(await tablesWith('zugzwang')).toEqual([])
  })

  it('T12: a message deleted before the index had it never comes into it', async () => {
    const room = await ada.group('Secrets')
    const seq = await ada.say(room, 'quincunx')
    await ada.remove(room, seq)
    await test.chat.indexAll()
    expect(await tablesWith('quincunx')).toEqual([])
  })

  it('reads pages both ways and around, with nothing left out and nothing twice', async () => {
    const room = await ada.group('Pages')
    const seqs: number[] = []
    for (let n = 0; n < 25; n++) {
      const seq = await ada.say(room, `message ${n}`)
      seqs.push(seq)
      await ada.react(room, seq, '👍')
    }
    const newest = await page(ada, room, { limit: 10 })
    expect(newest.items.map((item) => item.seq)).toEqual(seqs.slice(15))
    expect(newest).toMatchObject({ before: seqs[15], after: null })
    const earlier = await page(ada, room, { limit: 10, before: newest.before })
    expect(earlier.items.map((item) => item.seq)).toEqual(seqs.slice(5, 15))
    const first = await page(ada, room, { limit: 10, before: earlier.before })
    expect(first.items.map((item) => item.seq)).toEqual([1, ...seqs.slice(0, 5)])
    expect(first.before).toBeNull()
    const later = await page(ada, room, { limit: 10, after: earlier.after })
    expect(later.items.map((item) => item.seq)).toEqual(seqs.slice(15))
    const around = await page(ada, room, { limit: 5, around: seqs[12] })
    expect(around.items.map((item) => item.seq)).toContain(seqs[12])
    expect(around.items.every((item) => item.kind === 'message' && item.reactions[ada.user] === '👍')).toBe(
      true,
    )
  })

  it('jumps to a time', async () => {
    const room = await ada.group('Days')
    const seqs: number[] = []
    const begun = test.clock.now
    for (let day = 0; day < 5; day++) {
      test.clock.now = begun + day * 86_400_000
      seqs.push(await ada.say(room, `day ${day}`))
    }
    const { items } = await page(ada, room, { limit: 2, from: begun + 2 * 86_400_000 - 1 })
    expect(items.map((item) => item.seq)).toEqual(seqs.slice(1, 3))
  })

  it('refuses a page that asks for two places at once', async () => {
    const room = await ada.group('Two')
    await expect(page(ada, room, { before: 3, after: 1 })).rejects.toMatchObject(fault('BAD_REQUEST'))
  })

  it('T8: strangers read nothing of a room, nor learn that it is there', async () => {
    const room = await ada.group('Closed circle')
    const seq = await ada.say(room, 'here')
    await expect(page(bob, room)).rejects.toMatchObject(fault('NOT_FOUND'))
    await expect(read(bob, room, seq)).rejects.toMatchObject(fault('NOT_FOUND'))
    await expect(
      bob.call(changeChat, { params: { room: room.id }, body: { name: 'Mine' } }),
    ).rejects.toMatchObject(fault('NOT_FOUND'))
  })

  it('tells who has received and read a message, its author left out', async () => {
    const room = await ada.group('Ticks', [bob, cleo])
    const seq = await ada.say(room, 'seen?')
    const before = await ada.call(getMessage, { params: { room: room.id, seq } })
    expect(before).toMatchObject({ delivered: [], read: [] })
    await sql`UPDATE room_members SET delivered = ${seq} WHERE room_id = ${room.id} AND user_id = ${bob.user}`.execute(
      test.database.db,
    )
    await sql`UPDATE room_members SET delivered = ${seq}, read = ${seq} WHERE room_id = ${room.id} AND user_id = ${cleo.user}`.execute(
      test.database.db,
    )
    const after = await ada.call(getMessage, { params: { room: room.id, seq } })
    expect(new Set(after.delivered)).toEqual(new Set([bob.user, cleo.user]))
    expect(after.read).toEqual([cleo.user])
    await expect(ada.call(getMessage, { params: { room: room.id, seq: 1 } })).rejects.toMatchObject(
      fault('NOT_FOUND'),
    )
  })
})

/** Every table in which a word occurs in any row. */
async function tablesWith(word: string): Promise<string[]> {
  const { db } = test.database
  const tables = await sql<{ name: string }>`
    SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema')`.execute(db)
  const found: string[] = []
  for (const { name } of tables.rows) {
    const { rows } = await sql`SELECT 1 FROM ${sql.id(name)} t WHERE t::text ILIKE ${`%${word}%`}`.execute(db)
    if (rows.length > 0) found.push(name)
  }
  return found
}
