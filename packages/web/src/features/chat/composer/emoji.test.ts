import { Emoji } from '@stoa/contract/chat'
import { beforeAll, expect, test } from 'vitest'
import { type EmojiEntry, loadEmoji, searchEmoji } from './emoji.ts'

let list: readonly EmojiEntry[] = []
beforeAll(async () => {
  list = await loadEmoji()
})

const found = (query: string): string[] => searchEmoji(list, query).map((one) => one.unicode)

test('M3: every emoji of the picker is one the server takes', () => {
  expect(list.length).toBeGreaterThan(1500)
  expect(list.filter((one) => !Emoji.safeParse(one.unicode).success)).toEqual([])
})

test('an emoji is found by its name, by a beginning and by a tag', () => {
  expect(found('red heart')[0]).toBe('❤️')
  expect(found('avoc')).toContain('🥑')
  expect(found('party')).toContain('🎉')
})

test('every word must match', () => {
  expect(found('cat heart')).toContain('😻')
  expect(found('cat helicopter')).toEqual([])
})

test('an empty query gives all of them in order', () => {
  expect(found('  ')).toHaveLength(list.length)
  expect(found('')[0]).toBe('😀')
})
