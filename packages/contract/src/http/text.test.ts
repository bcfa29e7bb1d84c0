import { expect, test } from 'vitest'
import { DisplayName } from '../accounts/index.ts'
import { MessageText } from '../chat/index.ts'
import { RoomName } from '../rooms/index.ts'
import { isStorable } from './index.ts'

const takes = (schema: typeof RoomName, text: string) => schema.safeParse(text).success

test('M1: a message has something to see', () => {
  for (const text of ['', '   ', '\u200b', '\n\t\u2060\ufeff'])
    expect(MessageText.safeParse(text).success).toBe(false)
  for (const text of ['a', ' \u200bа', '👩\u200d👩\u200d👧', '؟', '\u202bעברית'])
    expect(MessageText.safeParse(text).success).toBe(true)
})

test('A4: a name has something to see and rewrites nothing around it', () => {
  for (const schema of [DisplayName, RoomName]) {
    for (const name of ['', '\u200b', '\u202egnp.exe', 'a\u2067b']) expect(takes(schema, name)).toBe(false)
    for (const name of ['Jo', '高橋 空', 'ليلى حداد', 'Björk Núñez-O’Brien'])
      expect(takes(schema, name)).toBe(true)
  }
  expect(takes(RoomName, 'a\u0000b')).toBe(false)
  expect(takes(RoomName, 'half \ud83d')).toBe(false)
})

test('what no database holds is refused in text of several lines, which may hold all else', () => {
  for (const about of ['a\u0000b', 'half \ud83d'])
    expect(isStorable(about), JSON.stringify(about)).toBe(false)
  expect(isStorable('One line\nand 高橋 👩\u200d👧\ttabbed')).toBe(true)
})
