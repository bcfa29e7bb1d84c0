import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { ClientId, UserId } from '../http/index.ts'
import { type Entry, memberJoined } from '../rooms/index.ts'
import { beginItem, foldEntries, foldItem, type Item, type Message } from './fold.ts'
import { edit, message, reaction, remove } from './types.ts'

const ada = UserId.parse('aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa')
const bob = UserId.parse('bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb')
const clientId = ClientId.parse('cccccccc-cccc-4ccc-8ccc-cccccccccccc')

function entry(seq: number, type: string, body: unknown, about: number | null = null, author = ada): Entry {
  return { seq, type, author, about, at: seq * 1000, clientId, body }
}

function folded(...entries: Entry[]): Message {
  const items = new Map<number, Item>()
  foldEntries(items, entries)
  const [item] = items.values()
  if (item?.kind !== 'message') throw new Error('not a message')
  return item
}

const hello = entry(1, message.name, { text: 'hello' })

/** A timeline of messages and of things about them, in any order people may do them. */
const timeline = fc
  .array(
    fc.record({
      type: fc.constantFrom(
        message.name,
        edit.name,
        remove.name,
        reaction.name,
        memberJoined.name,
        'other.thing',
      ),
      about: fc.nat(),
      author: fc.constantFrom(ada, bob),
      body: fc.oneof(
        fc.record({ text: fc.string({ minLength: 1 }) }),
        fc.record({ emoji: fc.constantFrom('👍', '🎉') }),
        fc.constant({}),
        fc.constant(null),
      ),
    }),
    { maxLength: 40 },
  )
  .map((things) =>
    things.map(({ type, about, author, body }, place) => {
      const changes = type === edit.name || type === remove.name || type === reaction.name
      return entry(place + 1, type, body, changes ? (about % (place + 1)) + 1 : null, author)
    }),
  )

function itemsOf(entries: readonly Entry[]): Item[] {
  const items = new Map<number, Item>()
  foldEntries(items, entries)
  return [...items.values()]
}

test('a message begins as it was sent', () => {
  expect(beginItem(entry(7, message.name, { text: 'hi', replyTo: 3, forwarded: { from: 'Bob' } }))).toEqual({
    kind: 'message',
    seq: 7,
    author: ada,
    at: 7000,
    clientId,
    text: 'hi',
    deleted: false,
    editedAt: null,
    replyTo: 3,
    forwardedFrom: 'Bob',
    reactions: {},
    asOf: 7,
  })
})

test('a message whose body is gone begins as deleted', () => {
  expect(beginItem(entry(1, message.name, null))).toMatchObject({ deleted: true, text: '' })
})

test('what happens to the room is shown; what only changes a message, or is of no known type, is not', () => {
  const joined = entry(1, memberJoined.name, { user: bob, role: 'member' })
  expect(beginItem(joined)).toMatchObject({ kind: 'happening', type: memberJoined.name, body: joined.body })
  expect(beginItem(entry(2, edit.name, { text: 'x' }, 1))).toBeUndefined()
  expect(beginItem(entry(2, 'other.thing', {}))).toBeUndefined()
})

test('M4: the last edit in the timeline is the text, and says when', () => {
  const first = entry(2, edit.name, { text: 'hello!' }, 1)
  const second = entry(3, edit.name, { text: 'hello, you' }, 1)
  expect(folded(hello, first, second)).toMatchObject({ text: 'hello, you', editedAt: 3000, asOf: 3 })
})

test('M4: an edit that comes again, or after a later one, changes nothing', () => {
  const first = entry(2, edit.name, { text: 'hello!' }, 1)
  const second = entry(3, edit.name, { text: 'hello, you' }, 1)
  expect(folded(hello, first, second, first)).toEqual(folded(hello, first, second))
})

test('M3: a new reaction replaces, the same one again removes, and everyone has their own', () => {
  const thumb = entry(2, reaction.name, { emoji: '👍' }, 1)
  expect(folded(hello, thumb).reactions).toEqual({ [ada]: '👍' })
  expect(folded(hello, thumb, entry(3, reaction.name, { emoji: '🎉' }, 1)).reactions).toEqual({ [ada]: '🎉' })
  expect(folded(hello, thumb, entry(3, reaction.name, { emoji: '👍' }, 1)).reactions).toEqual({})
  const his = entry(3, reaction.name, { emoji: '👍' }, 1, bob)
  expect(folded(hello, thumb, his).reactions).toEqual({ [ada]: '👍', [bob]: '👍' })
})

test('T12: a deletion wins over everything, whatever comes after it', () => {
  const gone = folded(
    entry(1, message.name, { text: 'secret', replyTo: 1, forwarded: { from: 'Bob' } }),
    entry(2, reaction.name, { emoji: '👍' }, 1),
    entry(3, remove.name, {}, 1),
    entry(4, edit.name, { text: 'back again' }, 1),
    entry(5, reaction.name, { emoji: '🎉' }, 1),
  )
  expect(gone).toMatchObject({
    seq: 1,
    author: ada,
    deleted: true,
    text: '',
    reactions: {},
    replyTo: null,
    forwardedFrom: null,
    asOf: 5,
  })
})

test('an entry about another message changes nothing', () => {
  const item = folded(hello)
  expect(foldItem(item, entry(9, edit.name, { text: 'x' }, 2))).toBe(item)
})

test('a change whose body is not what its type says changes nothing but how far the item is folded', () => {
  expect(folded(hello, entry(2, edit.name, null, 1))).toEqual({ ...folded(hello), asOf: 2 })
})

test('entries about items that are not held are left out', () => {
  expect(itemsOf([entry(5, edit.name, { text: 'x' }, 2)])).toEqual([])
})

test('folding stretches that overlap, in any amount, gives what folding once gives', () => {
  fc.assert(
    fc.property(timeline, fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 8 }), (entries, cuts) => {
      const items = new Map<number, Item>()
      let reached = 0
      for (const [back, forward] of cuts) {
        const from = Math.max(0, reached - (back % 10))
        const to = Math.min(entries.length, reached + (forward % 10))
        foldEntries(items, entries.slice(from, to))
        reached = Math.max(reached, to)
      }
      foldEntries(items, entries.slice(Math.max(0, reached - 5)))
      expect([...items.values()]).toEqual(itemsOf(entries))
    }),
  )
})

test('an item read from a page and the entries after it give what folding the whole timeline gives', () => {
  fc.assert(
    fc.property(timeline, fc.nat(), (entries, cut) => {
      const page = new Map(
        itemsOf(entries.slice(0, cut % (entries.length + 1))).map((item) => [item.seq, item]),
      )
      foldEntries(page, entries)
      expect([...page.values()]).toEqual(itemsOf(entries))
    }),
  )
})

test('folding never changes an item in place', () => {
  fc.assert(
    fc.property(timeline, (entries) => {
      const items = new Map<number, Item>()
      for (const one of entries) {
        const before = [...items.values()]
        const copies = structuredClone(before)
        foldEntries(items, [one])
        expect(before).toEqual(copies)
      }
    }),
  )
})
