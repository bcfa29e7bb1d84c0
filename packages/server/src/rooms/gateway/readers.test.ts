import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type KernelNode, type KernelTest, testKernel } from '../kernel.testing.ts'

let test: KernelTest
let node: KernelNode

beforeAll(async () => {
  test = await testKernel()
  node = await test.node()
})
afterAll(() => test.close())

describe('readers', () => {
  it('T8: read everything, and append only what a type lets them', async () => {
    const [ada, bob, late] = [test.user(), test.user(), test.user()]
    const room = await node.room([ada])
    const { db } = test.database
    await node.rooms.addMembers(db, { room, by: ada.user, users: [bob.user], role: 'reader' })
    await node.rooms.addMembers(db, { room, by: null, users: [late.user], role: 'reader', quiet: true })
    const [pen, reader, quiet] = [await node.connect(ada), await node.connect(bob), await node.connect(late)]
    await reader.ask('subscribe', { room, after: 0 })
    await quiet.ask('subscribe', { room, after: 0 })
    const { seq } = await pen.send(room, 'for all to read')
    await reader.until(() => reader.notes(room).length === 1)
    await quiet.until(() => quiet.notes(room).length === 1)
    for (const socket of [reader, quiet])
      await expect(socket.send(room, 'me too')).rejects.toMatchObject({ code: 'NOT_ALLOWED' })
    expect(seq).toBe(3)
    await node.rooms.setMemberRole(db, { room, by: ada.user, user: bob.user, role: 'member' })
    expect(await reader.send(room, 'at last')).toMatchObject({ seq: 5 })
  })
})
