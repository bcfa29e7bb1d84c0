import { expect, test } from 'vitest'
import { excerptOf } from './excerpt.ts'

const shown = (text: string, highlights: Array<[number, number]>): string =>
  excerptOf(text, highlights)
    .map((part) => (part.marked ? `[${part.text}]` : part.text))
    .join('')

test('finds are marked where they are', () => {
  expect(
    shown('olives and more olives', [
      [0, 6],
      [16, 22],
    ]),
  ).toBe('[olives] and more [olives]')
})

test('a long text begins at a word shortly before the first find', () => {
  const text = `${'word '.repeat(40)}olives and figs`
  expect(shown(text, [[200, 206]])).toBe(`…${'word '.repeat(6)}[olives] and figs`)
})

test('Chinese text without spaces is cut between characters', () => {
  const text = `${'海'.repeat(60)}港口`
  expect(shown(text, [[60, 62]])).toBe(`…${'海'.repeat(32)}[港口]`)
})

test('highlights that do not fit the text are left out', () => {
  expect(
    shown('short', [
      [3, 99],
      [4, 2],
    ]),
  ).toBe('short')
  expect(shown('short', [])).toBe('short')
})
