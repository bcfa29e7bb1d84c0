import type { Happening } from '@stoa/contract/chat'
import { UserId } from '@stoa/contract/http'
import { expect, test } from 'vitest'
import { factOf, factText, isClosing } from './happenings.ts'

const ada = UserId.parse('00000000-0000-4000-8000-000000000001')
const zeno = UserId.parse('00000000-0000-4000-8000-000000000002')
const happening = (type: string, body: unknown): Happening => ({
  kind: 'happening',
  seq: 1,
  author: ada,
  at: 0,
  type,
  body,
  asOf: 1,
})

test.each([
  ['room.created', { kind: 'group', name: 'Harbour', members: [] }, 'Ada made the group “Harbour”'],
  ['room.created', { kind: 'direct', name: null, members: [] }, 'Ada began this conversation'],
  ['room.created', { kind: 'interview', name: 'Zeno, backend', members: [] }, 'Ada began this interview'],
  ['room.changed', { name: 'Agora' }, 'Ada named the group “Agora”'],
  ['room.changed', { picture: '/pictures/x' }, 'Ada changed the group’s picture'],
  ['room.changed', { closed: true }, 'Ada closed this room'],
  ['room.joined', { user: ada, role: 'member' }, 'Ada joined'],
  ['room.joined', { user: zeno, role: 'member' }, 'Ada added Zeno'],
  ['room.left', { user: ada }, 'Ada left'],
  ['room.left', { user: zeno }, 'Ada removed Zeno'],
  ['room.role', { user: zeno, role: 'owner' }, 'Ada made Zeno an owner'],
  ['room.role', { user: zeno, role: 'member' }, 'Ada made Zeno a plain member'],
  ['room.role', { user: zeno, role: 'reader' }, 'Ada let Zeno only read'],
  ['room.future', { whatever: 1 }, 'Ada changed the room'],
  ['room.joined', null, 'Ada changed the room'],
])('%s with %j reads as a sentence', (type, body, sentence) => {
  expect(factText(factOf(happening(type, body)), 'Ada', 'Zeno')).toBe(sentence)
})

test('only a closing or reopening that tells nothing else is one', () => {
  expect(isClosing(happening('room.changed', { closed: true }))).toBe(true)
  expect(isClosing(happening('room.changed', { closed: false }))).toBe(true)
  expect(isClosing(happening('room.changed', { closed: true, name: 'Agora' }))).toBe(false)
  expect(isClosing(happening('room.left', { user: ada }))).toBe(false)
})
