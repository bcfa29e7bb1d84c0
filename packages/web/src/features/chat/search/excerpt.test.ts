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

test.each([
  ['**Olives** and `figs`', [[2, 8]], '[Olives] and figs'],
  ['a **very *ripe* fig**', [[10, 14]], 'a very [ripe] fig'],
  ['snake_case_name', [[0, 5]], '[snake]_case_name'],
  ['see [the harbour](https://a.example)\nat six', [[9, 16]], 'see the [harbour] at six'],
  ['see [here](https://harbour.example)', [[19, 26]], 'see here'],
] satisfies Array<[string, Array<[number, number]>, string]>)(
  '%j shows without its Markdown markers',
  (text, highlights, expected) => {
    expect(shown(text, highlights)).toBe(expected)
  },
)
