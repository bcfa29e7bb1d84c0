import { expect, test } from 'vitest'
import { isEmoji } from './emoji.ts'

test.each(['😀', '❤️', '👍🏽', '👩‍👩‍👧‍👦', '🇦🇹', '1️⃣'])('M3: %s is one emoji', (text) => {
  expect(isEmoji(text)).toBe(true)
})

test.each(['', 'a', '1', '😀😀', ' 😀', '❤', '🇦', '👩‍', '🏽x'])('M3: “%s” is not one whole emoji', (text) => {
  expect(isEmoji(text)).toBe(false)
})
