import { emoteSent, emoteTally, listEmoteCounts, listMoments, setAllowedEmotes } from '@stoa/contract/emotes'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import {
  type EmotesNode,
  type EmotesTest,
  entriesOf,
  sendEmote,
  sum,
  talliesOf,
  testEmotes,
  total,
} from './emotes.testing.ts'

let town: EmotesTest
let node: EmotesNode
beforeAll(async () => {
  town = await testEmotes()
  node = await town.node()
})
afterAll(() => town.close())

/** A stream with viewers who are connected and there. */
async function watched(viewers: number, at: readonly EmotesNode[] = [node]) {
  const host = town.person()
  const people = Array.from({ length: viewers }, () => town.person())
  const room = await node.stream(host, people)
  const sockets = await Promise.all(
    people.map(async (person, index) => {
      const socket = await (at[index % at.length] ?? node).connect(person)
      await socket.ask('subscribe', { room, after: 0 })
      return socket
    }),
  )
  return { host, people, room, sockets }
}

test('E1: an emote that is not one of the stream is refused, saying what is allowed, and so is one too long', async () => {
  const { host, room, sockets } = await watched(1)
  const [viewer] = sockets
  if (viewer === undefined) throw new Error('nobody watches')
  await node.call(host, setAllowedEmotes, { query: { stream: room }, body: { allowedEmotes: ['🔥', 'GG'] } })
  await sendEmote(viewer, room, 'GG')
  await expect(sendEmote(viewer, room, '👍')).rejects.toMatchObject({
    code: 'BAD_REQUEST',
    details: { allowed: ['🔥', 'GG'] },
  })
  await expect(sendEmote(viewer, room, 'ABCDEFGHIJK')).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  await expect(sendEmote(viewer, room, 'G G')).rejects.toMatchObject({ code: 'BAD_REQUEST' })
})

test('E1: the 21st emote of a viewer within a second is refused with how long to wait', async () => {
  const { room, sockets } = await watched(2)
  const [viewer, other] = sockets
  if (viewer === undefined || other === undefined) throw new Error('nobody watches')
  const sent = await Promise.allSettled(Array.from({ length: 21 }, () => sendEmote(viewer, room, '🔥')))
  const refused = sent.filter((one) => one.status === 'rejected')
  expect(refused).toHaveLength(1)
  expect(refused[0]?.reason).toMatchObject({ code: 'TOO_MANY', details: { retryAfter: expect.any(Number) } })
  await sendEmote(other, room, '🔥')
})

test('E1: what was tapped within a moment goes in one packet, and each counts: as an emote, and against the rate', async () => {
  const { room, sockets } = await watched(2)
  const [viewer, other] = sockets
  if (viewer === undefined || other === undefined) throw new Error('nobody watches')
  const send = (by: typeof viewer, emotes: string[]) =>
    by.ask('signal', { room, type: emoteSent.name, body: { emotes } })
  await send(viewer, ['🔥', '🔥', '👍'])
  await expect(send(viewer, ['🔥', '💩'])).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  await expect(send(viewer, [])).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  const most = Array.from({ length: 20 }, () => '🔥')
  const [taken, refused] = await Promise.allSettled([send(other, most), send(other, ['🔥'])])
  expect(taken?.status).toBe('fulfilled')
  expect(refused).toMatchObject({ status: 'rejected', reason: { code: 'TOO_MANY' } })
  await viewer.until(() => total(talliesOf(viewer, room)) === 23)
  expect(sum(talliesOf(viewer, room))).toEqual({ '🔥': 22, '👍': 1 })
})

test('E1: in an ended stream, and by who is not in it, no emote is taken', async () => {
  const { host, room, sockets } = await watched(1)
  const [viewer] = sockets
  if (viewer === undefined) throw new Error('nobody watches')
  const stranger = await node.connect(town.person())
  await expect(sendEmote(stranger, room, '🔥')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await node.rooms.change(town.database.db, { room, by: host.user, closed: true })
  await viewer.until(() => viewer.entries(room).some(({ type }) => type === 'room.changed'))
  await expect(sendEmote(viewer, room, '🔥')).rejects.toMatchObject({ code: 'ROOM_CLOSED' })
})

test('E2: viewers see no single emotes but tallies, and nobody can send one', async () => {
  const { room, sockets } = await watched(3)
  const [first, second, third] = sockets
  if (first === undefined || second === undefined || third === undefined) throw new Error('nobody watches')
  await Promise.all([
    ...Array.from({ length: 10 }, () => sendEmote(first, room, '🔥')),
    ...Array.from({ length: 5 }, () => sendEmote(second, room, '👍')),
  ])
  await third.until(() => total(talliesOf(third, room)) === 15)
  expect(sum(talliesOf(third, room))).toEqual({ '🔥': 10, '👍': 5 })
  const types = third.bodies('signals').flatMap(({ signals }) => signals.map(({ type }) => type))
  expect(new Set(types)).toEqual(new Set([emoteTally.name]))
  await expect(
    first.ask('signal', { room, type: emoteTally.name, body: { counts: { '🔥': 1000 } } }),
  ).rejects.toMatchObject({ code: 'UNKNOWN_TYPE' })
})

test('E2: whatever the rate and however many nodes, a room sees at most 4 tallies a second, and all of them count everything', async () => {
  const other = await town.node()
  const { room, sockets } = await watched(12, [node, other])
  let sent = 0
  for (let round = 0; round < 25; round += 1) {
    await Promise.all(
      sockets.map(async (socket) => {
        await sendEmote(socket, room, '🔥').then(
          () => {
            sent += 1
          },
          () => undefined,
        )
        // The next round begins with the next tally that comes or with what is under way answered.
        await socket.ask('history', { room, from: 1, to: 1 })
      }),
    )
    if (round % 5 === 4) await sockets[0]?.until(() => total(talliesOf(socketAt(0), room)) === sent)
  }
  function socketAt(index: number) {
    const socket = sockets[index]
    if (socket === undefined) throw new Error('nobody watches')
    return socket
  }
  for (const socket of sockets) {
    await socket.until(() => total(talliesOf(socket, room)) === sent)
    const times = talliesOf(socket, room).map(({ at }) => at)
    times.sort((one, another) => one - another)
    for (const [index, at] of times.entries()) {
      const fifth = times[index + 4]
      if (fifth !== undefined) expect(fifth - at).toBeGreaterThanOrEqual(1000)
    }
  }
  expect(sent).toBeGreaterThan(200)
  await other.stop()
}, 60_000)

test('E4, E5: what many viewers send is announced in the timeline as a moment, and final in the list once its window is closed', async () => {
  let now = Date.UTC(2030, 0, 1, 12)
  const village = await testEmotes()
  onTestFinished(() => village.close())
  const still = await village.node({ clock: () => now })
  const host = village.person()
  const people = Array.from({ length: 4 }, () => village.person())
  const room = await still.stream(host, people)
  const sockets = await Promise.all(
    people.map(async (person) => {
      const socket = await still.connect(person)
      await socket.ask('subscribe', { room, after: 0 })
      return socket
    }),
  )
  for (const socket of sockets)
    for (let count = 0; count < 10; count += 1) await sendEmote(socket, room, count < 8 ? '🔥' : '👍')
  const [viewer] = sockets
  if (viewer === undefined) throw new Error('nobody watches')
  const announced = () => viewer.entries(room).find(({ type }) => type === 'emote.moment')
  await viewer.until(() => announced() !== undefined, 'a moment')
  expect(announced()?.body).toMatchObject({ emote: '🔥', start: now, end: now + 60_000, final: false })
  now += 75_000
  const updates = () => viewer.entries(room).filter(({ type }) => type === 'emote.moment-update')
  await viewer.until(() => updates().some(({ body }) => (body as { final: boolean }).final), 'the close')
  const [watching] = people
  if (watching === undefined) throw new Error('nobody watches')
  const { moments } = await still.call(watching, listMoments, { params: { stream: room } })
  expect(moments).toEqual([
    {
      ...{ emote: '🔥', start: now - 75_000, end: now - 15_000, count: 32, total: 40, ratio: 0.8, people: 4 },
      ...{ final: true, seq: announced()?.seq },
    },
  ])
  const minutes = await still.call(watching, listEmoteCounts, { params: { stream: room }, query: {} })
  expect(minutes).toEqual({ minutes: [{ at: now - 75_000, counts: { '🔥': 32, '👍': 8 } }], dropped: 0 })
  const stranger = village.person()
  const unseen = { code: 'NOT_FOUND' }
  await expect(still.call(stranger, listMoments, { params: { stream: room } })).rejects.toMatchObject(unseen)
  await expect(
    still.call(stranger, listEmoteCounts, { params: { stream: room }, query: {} }),
  ).rejects.toMatchObject(unseen)
  expect(await entriesOf(village.database, room, 'emote.moment')).toHaveLength(1 + updates().length)
})
