import { expect, test } from 'vitest'
import { withRow } from './record.ts'

const page = '# Benchmarks\n\nIntro.\n\n## chat\n\nWhat it does.\n\n## start\n\nWhat it does.\n'

test('the first row of a benchmark makes its table, the next ones follow it', () => {
  const once = withRow(page, 'chat', { date: 'Monday', commit: 'abc', ratio: '10' })
  const twice = withRow(once, 'chat', { date: 'Tuesday', commit: 'def', ratio: '11' })
  expect(twice).toBe(
    [
      '# Benchmarks\n\nIntro.\n\n## chat\n\nWhat it does.\n',
      '| date | commit | ratio |',
      '| --- | --- | --- |',
      '| Monday | abc | 10 |',
      '| Tuesday | def | 11 |',
      '\n## start\n\nWhat it does.\n',
    ].join('\n'),
  )
})

test('rows with other columns get a table of their own', () => {
  const once = withRow(page, 'start', { date: 'Monday', commit: 'abc', ready: '2' })
  const twice = withRow(once, 'start', { date: 'Tuesday', commit: 'def', first: '3' })
  expect(twice).toContain(
    '| Monday | abc | 2 |\n\n| date | commit | first |\n| --- | --- | --- |\n| Tuesday | def | 3 |',
  )
})

test('a benchmark the page does not know gets a heading at the end', () => {
  expect(withRow(page, 'pads', { date: 'Monday', commit: 'abc' })).toMatch(
    /\n## pads\n\n\n?\| date \| commit \|\n\| --- \| --- \|\n\| Monday \| abc \|\n$/,
  )
})
