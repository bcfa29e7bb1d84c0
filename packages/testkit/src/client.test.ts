import { type Client, createClient, memoryStorage } from '@stoa/client'
import { createChat, removeMember } from '@stoa/contract/chat'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { startNode, type TestNode } from './node.ts'
import {
  join,
  message,
  messagesOf,
  online,
  openDirect,
  type Person,
  shows,
  textsOf,
  until,
} from './talk.testing.ts'
import { layWire, type Wire } from './wire.testing.ts'

let node: TestNode
let wire: Wire
let ada: Person
let bob: Person
let started: Client[]
let count = 0

beforeAll(async () => {
  node = await startNode({ settings: { headsSeconds: '1' } })
})
afterAll(() => node.stop())

beforeEach(async () => {
  count += 1
  started = []
  wire = await layWire(node.url)
  ada = await join(node, `ada${count}@example.com`, { url: wire.url })
  bob = await join(node, `bob${count}@example.com`)
  started.push(ada.client, bob.client)
})
afterEach(async () => {
  await Promise.all(started.map((client) => client.stop()))
  await wire.close()
})

test('two people talk, and each sees what the other wrote at once and in order', async () => {
  const room = await openDirect(ada, bob)
  const [hers, his] = [ada.client.open(room), bob.client.open(room)]
  hers.send({ text: 'Good morning, Bob' })
  await message(his, 'Good morning, Bob')
  his.send({ text: 'Good morning, Ada' })
  await shows(hers, ['Good morning, Bob', 'Good morning, Ada'])
  await shows(his, ['Good morning, Bob', 'Good morning, Ada'])
})

test('what is longer than a packet may be is refused before it is sent, and the connection stays', async () => {
  const room = await openDirect(ada, bob)
  const hers = ada.client.open(room)
  const seen: string[] = []
  const leave = ada.client.connection.subscribe(() => seen.push(ada.client.connection.get().status))
  hers.send({ text: 'é'.repeat(262_144) })
  await until(hers, () => messagesOf(hers).some(({ state }) => state === 'failed'))
  hers.send({ text: 'short' })
  await shows(bob.client.open(room), ['short'])
  leave()
  expect(seen).toEqual([])
})

test('M9: what is written offline waits, is sent once and in order on return, and never flickers', async () => {
  const room = await openDirect(ada, bob)
  const [hers, his] = [ada.client.open(room), bob.client.open(room)]
  hers.send({ text: 'before' })
  await shows(his, ['before'])
  wire.cut()
  await until(ada.client.connection, ({ status }) => status === 'waiting')
  const texts = ['one', 'two', 'three', 'four', 'five']
  for (const text of texts) hers.send({ text })
  expect(textsOf(hers)).toEqual(['before', ...texts])
  expect(
    messagesOf(hers)
      .slice(1)
      .map(({ state }) => state),
  ).toEqual(texts.map(() => 'waiting'))
  his.send({ text: 'are you there?' })
  await message(his, 'are you there?')
  const counts: number[] = []
  hers.subscribe(() => counts.push(new Set(textsOf(hers)).size - textsOf(hers).length))
  wire.mend()
  await shows(his, ['before', 'are you there?', ...texts])
  await shows(hers, ['before', 'are you there?', ...texts])
  await until(ada.client.outbox, ({ waiting }) => waiting === 0)
  expect(counts.every((doubled) => doubled === 0)).toBe(true)
})

test('T4, M9: a message whose acknowledgement is lost is in the room once', async () => {
  const room = await openDirect(ada, bob)
  const [hers, his] = [ada.client.open(room), bob.client.open(room)]
  await until(hers, ({ status }) => status === 'ready')
  wire.deafen()
  hers.send({ text: 'did this arrive?' })
  await message(his, 'did this arrive?')
  expect(messagesOf(hers).map(({ state }) => state)).toEqual(['waiting'])
  wire.mend()
  await shows(hers, ['did this arrive?'])
  await until(ada.client.outbox, ({ waiting }) => waiting === 0)
  hers.send({ text: 'it did' })
  await shows(his, ['did this arrive?', 'it did'])
})

test('M9: the outbox and the last page outlive the client that wrote them', async () => {
  const room = await openDirect(ada, bob)
  const storage = memoryStorage()
  const line = await layWire(node.url)
  const first = await join(node, `ada${count}@example.com`, { url: line.url, storage }).catch(async () => {
    throw new Error('a second device could not sign in')
  })
  const his = bob.client.open(room)
  his.send({ text: 'read this later' })
  await message(his, 'read this later')
  const before = first.client.open(room)
  await shows(before, ['read this later'])
  line.cut()
  await until(first.client.connection, ({ status }) => status === 'waiting')
  before.send({ text: 'from the train' })
  await first.client.stop()

  const second = createClient({ url: line.url, tokens: 'body', storage })
  started.push(second)
  await second.start()
  expect(second.session.get()).toMatchObject({ status: 'signed-in', me: { id: ada.id } })
  const after = second.open(room)
  await until(after, () => textsOf(after).length === 2)
  expect(textsOf(after)).toEqual(['read this later', 'from the train'])
  expect((await until(second.rooms, ({ status }) => status === 'ready')).rooms.map(({ id }) => id)).toEqual([
    room,
  ])
  line.mend()
  await online(second)
  await shows(his, ['read this later', 'from the train'])
  await shows(after, ['read this later', 'from the train'])
  await second.stop()
  await line.close()
})

test('M4: an edit shows at once and everywhere; a deletion leaves an empty place', async () => {
  const room = await openDirect(ada, bob)
  const [hers, his] = [ada.client.open(room), bob.client.open(room)]
  hers.send({ text: 'helo' })
  const { seq } = await message(hers, 'helo')
  hers.edit(seq, 'hello')
  expect(textsOf(hers)).toEqual(['hello'])
  const edited = await message(his, 'hello')
  expect(edited.editedAt).not.toBeNull()
  hers.remove(seq)
  expect(messagesOf(hers)[0]).toMatchObject({ deleted: true, text: '' })
  await until(his, () => messagesOf(his)[0]?.deleted === true)
  await until(ada.client.outbox, ({ waiting }) => waiting === 0)
})

test('M4: a change that is refused is undone and says why', async () => {
  const room = await openDirect(ada, bob)
  const [hers, his] = [ada.client.open(room), bob.client.open(room)]
  hers.send({ text: 'mine' })
  const { seq } = await message(his, 'mine')
  his.edit(seq, 'yours')
  expect(textsOf(his)).toEqual(['yours'])
  await until(his, () => messagesOf(his)[0]?.fault !== undefined)
  expect(messagesOf(his)[0]).toMatchObject({ text: 'mine', editedAt: null, fault: { code: 'NOT_ALLOWED' } })
  expect(bob.client.outbox.get()).toEqual({ waiting: 0, failed: 0 })
})

test('M3: reactions show at once, replace and toggle', async () => {
  const room = await openDirect(ada, bob)
  const [hers, his] = [ada.client.open(room), bob.client.open(room)]
  hers.send({ text: 'look' })
  const { seq } = await message(his, 'look')
  const reactions = () => messagesOf(hers)[0]?.reactions
  his.react(seq, '👍')
  expect(messagesOf(his)[0]?.reactions).toEqual({ [bob.id]: '👍' })
  await until(hers, () => reactions()?.[bob.id] === '👍')
  his.react(seq, '🎉')
  await until(hers, () => reactions()?.[bob.id] === '🎉')
  his.react(seq, '🎉')
  await until(hers, () => Object.keys(reactions() ?? {}).length === 0)
  await until(bob.client.outbox, ({ waiting }) => waiting === 0)
  expect(messagesOf(his)[0]?.reactions).toEqual({})
})

test('M2: a reply shows what it quotes as it is now', async () => {
  const room = await openDirect(ada, bob)
  const [hers, his] = [ada.client.open(room), bob.client.open(room)]
  hers.send({ text: 'tea or cofee?' })
  const { seq } = await message(his, 'tea or cofee?')
  his.send({ text: 'tea', replyTo: seq })
  hers.edit(seq, 'tea or coffee?')
  await until(hers, () => messagesOf(hers)[1]?.quoted?.text === 'tea or coffee?')
  await until(his, () => messagesOf(his)[1]?.quoted?.text === 'tea or coffee?')
})

test('M2: a forwarded message looks the same before and after the server has made it', async () => {
  const room = await openDirect(ada, bob)
  const hers = ada.client.open(room)
  const his = bob.client.open(room)
  his.send({ text: 'pass it on' })
  const { seq } = await message(hers, 'pass it on')
  await until(ada.client.people.profile(bob.id), (profile) => profile !== undefined)
  hers.forward({ room, seq })
  const waiting = messagesOf(hers)[1]
  await shows(hers, ['pass it on', 'pass it on'])
  expect(waiting).toMatchObject({ text: 'pass it on', forwardedFrom: messagesOf(hers)[1]?.forwardedFrom })
})

test('T10: ticks go from sent to delivered to read, and unread counts go up and down', async () => {
  const room = await openDirect(ada, bob)
  const hers = ada.client.open(room)
  const unread = () => bob.client.rooms.get().rooms.find(({ id }) => id === room)?.unread
  hers.send({ text: 'one' })
  hers.send({ text: 'two' })
  await until(bob.client.rooms, () => unread() === 2)
  const state = () => messagesOf(hers).map((held) => held.state)
  await until(hers, () => state().every((one) => one === 'delivered') && state().length === 2)
  const his = bob.client.open(room)
  await shows(his, ['one', 'two'])
  his.read(messagesOf(his)[0]?.seq ?? 0)
  expect(unread()).toBe(1)
  await until(hers, () => state()[0] === 'read' && state()[1] === 'delivered')
  his.read(messagesOf(his)[1]?.seq ?? 0)
  expect(unread()).toBe(0)
  await until(hers, () => state()[1] === 'read')
  const list = ada.client.rooms.get().rooms.find(({ id }) => id === room)
  expect(list).toMatchObject({ unread: 0, latestItem: { text: 'two', state: 'read' } })
})

test('T10: whoever answers has read what they answer', async () => {
  const room = await openDirect(ada, bob)
  const [hers, his] = [ada.client.open(room), bob.client.open(room)]
  hers.send({ text: 'Are you there?' })
  await message(his, 'Are you there?')
  his.send({ text: 'Yes' })
  await until(hers, () =>
    messagesOf(hers).some(({ text, state }) => text === 'Are you there?' && state === 'read'),
  )
})

test('T10: what one device has read is read on the others', async () => {
  const room = await openDirect(ada, bob)
  const other = await join(node, `bob${count}@example.com`)
  started.push(other.client)
  const unread = () => other.client.rooms.get().rooms.find(({ id }) => id === room)?.unread
  const hers = ada.client.open(room)
  hers.send({ text: 'one' })
  await until(other.client.rooms, () => unread() === 1)
  const his = bob.client.open(room)
  await shows(his, ['one'])
  his.read(messagesOf(his)[0]?.seq ?? 0)
  await until(other.client.rooms, () => unread() === 0)
})

test('T5: everything missed while away is there after the return, and unread', async () => {
  const room = await openDirect(ada, bob)
  const [hers, his] = [ada.client.open(room), bob.client.open(room)]
  await until(hers, ({ status }) => status === 'ready')
  wire.cut()
  await until(ada.client.connection, ({ status }) => status === 'waiting')
  const texts = Array.from({ length: 30 }, (_, n) => `missed ${n}`)
  for (const text of texts) his.send({ text })
  await shows(his, texts)
  wire.mend()
  await shows(hers, texts)
  expect(ada.client.rooms.get().rooms.find(({ id }) => id === room)?.unread).toBe(30)
})

test('typing is seen and forgotten; presence comes and goes', async () => {
  const room = await openDirect(ada, bob)
  const hers = ada.client.open(room)
  const seen = () => bob.client.rooms.get().rooms.find(({ id }) => id === room)
  const sees = () => ada.client.rooms.get().rooms.find(({ id }) => id === room)
  await until(bob.client.rooms, () => seen()?.present.includes(ada.id) === true)
  await until(ada.client.rooms, () => sees()?.present.includes(bob.id) === true)
  hers.typing()
  await until(bob.client.rooms, () => seen()?.typing.includes(ada.id) === true)
  hers.send({ text: 'there' })
  await until(bob.client.rooms, () => seen()?.typing.length === 0)
  await ada.client.stop()
  await until(bob.client.rooms, () => seen()?.present.length === 0)
})

test('T8: somebody added sees the room appear, and disappear when they are removed', async () => {
  const room = await ada.client.call(createChat, {
    body: { kind: 'group', name: 'Plans', members: [bob.id] },
  })
  await until(bob.client.rooms, ({ rooms }) => rooms.some(({ name }) => name === 'Plans'))
  const his = bob.client.open(room.id)
  await until(his, ({ status }) => status === 'ready')
  await ada.client.call(removeMember, { params: { room: room.id, user: bob.id } })
  await until(bob.client.rooms, ({ rooms }) => rooms.length === 0)
  expect((await until(his, ({ status }) => status === 'error')).fault?.code).toBe('NOT_FOUND')
})
