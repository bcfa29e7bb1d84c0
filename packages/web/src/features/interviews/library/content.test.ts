import { QuestionContent, templates } from '@stoa/contract/interviews'
import { expect, test } from 'vitest'
import { contentOfTemplate, copyOf, emptyContent, matching, problemIn } from './content.ts'

function numbered(): () => string {
  let next = 0
  return () => `00000000-0000-4000-8000-${String(++next).padStart(12, '0')}`
}

test.each(templates)('the template “$title” can be kept as a question', (template) => {
  const content = contentOfTemplate(template, numbered())
  expect(QuestionContent.safeParse(content).error).toBeUndefined()
  expect(problemIn(content)).toBeUndefined()
})

test('a copy has test cases of its own, and a title that still fits', () => {
  const tests = [{ id: numbered()(), name: 'first', input: '', expected: '' }]
  const copy = copyOf({ ...emptyContent, title: 'x'.repeat(100), tests }, () => crypto.randomUUID())
  expect(QuestionContent.safeParse(copy).error).toBeUndefined()
  expect(copy.tests[0]?.id).not.toBe(tests[0]?.id)
})

test('a search finds the questions that hold all its words', () => {
  const questions = [
    { title: 'Two sum', prompt: 'The first line has numbers', language: 'python' },
    { title: 'Brackets', prompt: 'one line of brackets', language: 'javascript' },
  ] as const
  expect(matching(questions, ' LINE python').map((one) => one.title)).toEqual(['Two sum'])
  expect(matching(questions, '')).toHaveLength(2)
  expect(matching(questions, 'lines')).toEqual([])
})

test('what has no title, or a test without a name, cannot be saved', () => {
  expect(problemIn(emptyContent)).toBe('Give it a title.')
  const unnamed = { id: numbered()(), name: ' ', input: '', expected: '' }
  expect(problemIn({ ...emptyContent, title: 'One', hiddenTests: [unnamed] })).toBe('Give every test a name.')
})
