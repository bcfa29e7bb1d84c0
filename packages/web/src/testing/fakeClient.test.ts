import { listDemoAccounts, listDevices, searchUsers } from '@stoa/contract/accounts'
import { searchMessages } from '@stoa/contract/chat'
import { about } from '@stoa/contract/operation'
import { expect, test } from 'vitest'
import { createClient } from './fakeClient.ts'

const preview = (how: object = {}) =>
  createClient({ url: 'http://preview.invalid', tokens: 'cookie' }, { getItem: () => JSON.stringify(how) })

test('what the preview answers is what the contract says', async () => {
  const client = preview()
  expect((await client.call(about)).demo).toBe(true)
  expect((await client.call(listDemoAccounts)).accounts.length).toBeGreaterThan(0)
  expect((await client.call(listDevices)).devices.filter((one) => one.current)).toHaveLength(1)
  expect((await client.call(searchUsers, { query: { query: 'hypatia' } })).users).toHaveLength(1)
  const { hits } = await client.call(searchMessages, { query: { query: 'lamps' } })
  for (const { message, highlights } of hits) {
    const [[from, to] = [0, 0]] = highlights
    expect(message.text.slice(from, to).toLowerCase()).toBe('lamps')
  }
})

test('a conversation of the preview loads earlier messages and takes new ones', async () => {
  const client = preview()
  const [room] = client.rooms.get().rooms
  if (room === undefined) throw new Error('The preview has no rooms')
  const opened = client.open(room.id)
  await opened.loadBefore()
  const held = opened.get().items.length
  await opened.loadBefore()
  expect(opened.get().items.length).toBeGreaterThan(held)
  opened.send({ text: 'Hello' })
  expect(opened.get().items.at(-1)).toMatchObject({ text: 'Hello', state: 'waiting' })
  opened.close()
})

test('the preview also shows somebody without rooms, and nobody signed in', () => {
  expect(preview({ empty: true }).rooms.get().rooms).toEqual([])
  expect(preview({ signedOut: true }).session.get().status).toBe('signed-out')
})
