import { expect, test, vi } from 'vitest'
import type { Report } from '../protocol.ts'
import { capped } from '../workers/serve.ts'
import { forSharing } from './share.ts'
import { gather, textOf } from './transcript.ts'

test('P7: output beyond the limit is not passed on, which is said once', () => {
  const reports: Report[] = []
  const write = capped((report) => reports.push(report), 10)
  for (const text of ['12345', '', '6789012', 'more', 'and more']) write('out', text)
  expect(reports).toEqual([
    { type: 'wrote', stream: 'out', text: '12345' },
    { type: 'wrote', stream: 'out', text: '67890' },
    { type: 'cut' },
  ])
})

test('output at the limit is whole', () => {
  const reports: Report[] = []
  const write = capped((report) => reports.push(report), 3)
  write('out', '123')
  expect(reports).toEqual([{ type: 'wrote', stream: 'out', text: '123' }])
})

test('P7: what is shared fits an entry, says that it was cut, and halves no character', () => {
  expect(forSharing('short', false)).toBe('short')
  const long = forSharing('x'.repeat(60), false, 50)
  expect(long).toHaveLength(50)
  expect(long).toContain('… cut here')
  expect(forSharing('short', true)).toBe('short\n… cut here: it wrote more than is kept')
  expect(forSharing(`a\0b\ud800`, false)).toBe('a␀b\ufffd')
  const halved = forSharing('😀'.repeat(60), false, 50)
  expect(halved.isWellFormed()).toBe(true)
})

test('what comes fast is told together, in its order, and at the end at once', () => {
  vi.useFakeTimers()
  try {
    const told: string[] = []
    const gathered = gather((transcript) => told.push(textOf(transcript)))
    gathered.write('out', 'a')
    gathered.write('out', 'b')
    gathered.write('err', '!')
    gathered.write('out', 'c')
    expect(told).toEqual([])
    vi.advanceTimersByTime(100)
    expect(told).toEqual(['ab!c'])
    gathered.write('note', 'n')
    const whole = gathered.end()
    vi.advanceTimersByTime(100)
    expect(told).toHaveLength(1)
    expect(whole.pieces.map(({ text }) => text)).toEqual(['ab', '!', 'c', 'n'])
    expect(textOf(whole, ['out'])).toBe('abc')
  } finally {
    vi.useRealTimers()
  }
})
