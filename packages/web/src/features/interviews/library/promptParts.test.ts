import { expect, test } from 'vitest'
import { promptParts } from './promptParts.ts'

const texts = (prompt: string) => promptParts(prompt).map(({ kind, text }) => [kind, text])

test('headings stand apart from the text between them', () => {
  expect(texts('# Two sum\n\nThe first line.\nThe second.\n\n## Hint ##\nUse a map.')).toEqual([
    ['heading', 'Two sum'],
    ['text', 'The first line.\nThe second.'],
    ['heading', 'Hint'],
    ['text', 'Use a map.'],
  ])
})

test('a comment in code is no heading, nor is a hash without a space', () => {
  expect(texts('#1 is best\n```\n# not this\n```')).toEqual([['text', '#1 is best\n```\n# not this\n```']])
  expect(texts(' \n')).toEqual([])
})
