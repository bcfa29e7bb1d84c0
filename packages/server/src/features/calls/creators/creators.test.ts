import { type Creator, changeCreator, getCreator, listCreators } from '@stoa/contract/calls'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CallsTest, type Person, testCalls } from '../calls.testing.ts'

let town: CallsTest
beforeAll(async () => {
  town = await testCalls()
})
afterAll(() => town.close())

const page = {
  headline: 'Ask me',
  about: 'Anything',
  schedule: 'Mornings',
  rate: 75,
  audio: true,
  video: false,
}

const get = (viewer: Person, { user }: Person): Promise<Creator> =>
  viewer.call(getCreator, { params: { user } })
const change = (creator: Person, more: Partial<typeof page & { available: boolean }> = {}) =>
  creator.call(changeCreator, { body: { ...page, available: true, ...more } })

test('a creator has a page from the first time they write it, and only while they are one', async () => {
  const viewer = await town.person()
  const creator = await town.person({ role: 'creator' })
  await expect(get(viewer, creator)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await change(creator)).toMatchObject({ ...page, availability: 'offline', rating: null, ratings: 0 })
  expect(await get(viewer, creator)).toMatchObject(page)
  expect(await change(creator, { rate: 80, video: true })).toMatchObject({ rate: 80, video: true })
  await expect(change(viewer)).rejects.toMatchObject({ code: 'NOT_ALLOWED' })
  await sql`UPDATE users SET role = 'user' WHERE id = ${creator.user}`.execute(town.database.db)
  await expect(get(viewer, creator)).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('C2: a creator is online while they take calls and can be reached, busy in a call, offline otherwise', async () => {
  const caller = await town.person({ cents: 500 })
  const creator = await town.person({ role: 'creator' })
  const availability = async () => (await get(caller, creator)).availability
  await change(creator, { video: true })
  expect(await availability()).toBe('offline')
  town.pushable.add(creator.user)
  expect(await availability()).toBe('online')
  town.pushable.delete(creator.user)
  town.online.add(creator.user)
  expect(await availability()).toBe('online')
  const call = await caller.start(creator)
  expect(await availability()).toBe('busy')
  await caller.end(call)
  expect(await availability()).toBe('online')
  await change(creator, { available: false })
  expect(await availability()).toBe('offline')
})

test('a creator whom nobody reaches just now sees that they take calls, and saves their page as it is', async () => {
  const creator = await town.person({ role: 'creator' })
  await change(creator)
  expect(await get(creator, creator)).toMatchObject({ available: true, availability: 'offline' })
  await change(creator, { available: false })
  expect(await get(creator, creator)).toMatchObject({ available: false, availability: 'offline' })
})

test('the directory lists who can be called first, by name, in pages, and finds by name and headline', async () => {
  await using held = new AsyncDisposableStack()
  const quiet = held.adopt(await testCalls(), (one) => one.close())
  const viewer = await quiet.person({ cents: 500 })
  const people = await Promise.all(
    ['Zoé', 'Ann', 'Mia', 'Bea', 'Eva'].map(async (name) => {
      const creator = await quiet.creator()
      await sql`
        UPDATE users SET name = ${name}, name_folded = ${name.toLowerCase().replace('é', 'e')} WHERE id = ${creator.user}`.execute(
        quiet.database.db,
      )
      return { name, creator }
    }),
  )
  const of = (name: string) => {
    const found = people.find((one) => one.name === name)
    if (found === undefined) throw new Error('nobody')
    return found.creator
  }
  const seen = async (name: string) =>
    sql`INSERT INTO last_seen (user_id, at) VALUES (${of(name).user}, ${quiet.clock.now})`.execute(
      quiet.database.db,
    )
  for (const name of ['Zoé', 'Mia', 'Eva']) await seen(name)
  quiet.online.delete(of('Ann').user)
  quiet.online.delete(of('Bea').user)
  await viewer.start(of('Mia'))

  const names = async (query: object) => {
    const { creators, next } = await viewer.call(listCreators, { query })
    return {
      next,
      found: creators.map(({ user, availability }) => {
        const { name } = people.find((one) => one.creator.user === user) ?? { name: '?' }
        return `${name} ${availability}`
      }),
    }
  }
  const all = ['Eva online', 'Zoé online', 'Mia busy', 'Ann offline', 'Bea offline']
  expect((await names({})).found).toEqual(all)
  const first = await names({ limit: 2 })
  const second = await names({ limit: 2, after: first.next })
  const third = await names({ limit: 2, after: second.next })
  expect([...first.found, ...second.found, ...third.found]).toEqual(all)
  expect(third.next).toBeNull()
  expect((await names({ query: 'ZOE' })).found).toEqual(['Zoé online'])
  await of('Bea').call(changeCreator, { body: { ...page, headline: 'Cello lessons', available: true } })
  expect((await names({ query: 'cello' })).found).toEqual(['Bea offline'])
  expect((await names({ query: '%' })).found).toEqual([])
  quiet.blocks.add('nobody')
  await sql`INSERT INTO blocks (by_user, user_id, created_at) VALUES (${of('Eva').user}, ${viewer.user}, 0)`.execute(
    quiet.database.db,
  )
  expect((await names({})).found).toEqual(all.slice(1))
  await expect(names({ after: 'somewhere' })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
})

test('A5: demo creators are shown to demo accounts only, and others only to others', async () => {
  const [real, demo] = [await town.creator(), await town.creator({ demo: true })]
  const [viewer, demoViewer] = [await town.person(), await town.person({ demo: true })]
  await expect(get(viewer, demo)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(get(demoViewer, real)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await get(demoViewer, demo)).toMatchObject({ demo: true })
})
