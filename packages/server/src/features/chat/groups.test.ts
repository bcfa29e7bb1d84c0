import { setMemberRole } from '@stoa/contract/chat'
import { getRoom } from '@stoa/contract/rooms'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { fault, testChat } from './chat.testing.ts'
import { setGroupPicture } from './groups.ts'
import type { ChatAccounts } from './needs.ts'

test('T12: a picture by somebody who is no owner any more once it is stored is removed again', async () => {
  const chat = await testChat()
  const { database, rooms } = chat
  const [ada, bob] = [chat.person('Ada'), chat.person('Bob')]
  const room = await ada.group('Painted', [bob])
  const role = (role: 'owner' | 'member') =>
    ada.call(setMemberRole, { params: { room: room.id, user: bob.user }, body: { role } })
  await role('owner')
  const stored = new Set<string>()
  const accounts: ChatAccounts = {
    profiles: async () => new Map(),
    blockedAmong: async () => new Set(),
    async storePicture() {
      await role('member')
      stored.add('/late.webp')
      return '/late.webp'
    },
    dropPicture: async (db, path) => database.afterCommit(db, () => void stored.delete(path)),
  }
  const needs = { database, rooms, accounts, log: pino({ level: 'silent' }) }
  const painted = setGroupPicture(needs, { by: bob.user, room: room.id, bytes: new Uint8Array(4) })
  await expect(painted).rejects.toMatchObject(fault('NOT_ALLOWED'))
  expect([...stored]).toEqual([])
  expect(await ada.call(getRoom, { params: { room: room.id } })).toMatchObject({ picture: null })
  await chat.close()
})
