import { afterAll, beforeAll, expect, it } from 'vitest'
import { type KernelTest, testKernel } from '../kernel.testing.ts'
import { readViews } from './view.ts'

let test: KernelTest

beforeAll(async () => {
  test = await testKernel()
})
afterAll(() => test.close())

it('pages through every room once, newest activity first, where many are of the same moment', async () => {
  const node = await test.node({ clock: () => 1_000_000 })
  const user = test.user()
  const rooms = []
  for (let n = 0; n < 7; n += 1) rooms.push(await node.room([user, test.user()]))
  const { db } = test.database
  const seen = []
  for (let page = await readViews(db, { user: user.user, limit: 3 }); page.length > 0; ) {
    seen.push(...page.map((room) => room.id))
    const last = page.at(-1)
    if (last === undefined) break
    page = await readViews(db, { user: user.user, limit: 3, before: last.activeAt, beforeRoom: last.id })
  }
  expect(seen).toHaveLength(7)
  expect(new Set(seen)).toEqual(new Set(rooms))
})
