import { expect, test } from 'vitest'
import { messageOf } from './serve.ts'
import { strip } from './strip.ts'
import { createTimers } from './timers.ts'

test('TypeScript runs without its types, line for line', () => {
  const stripped = strip('interface A { a: string }\nconst b: number = 1 as unknown as number\nenum C { D }')
  expect(stripped).toMatchObject({ ok: true })
  const code = stripped.ok ? stripped.code : ''
  expect(code.split('\n')[1]).toBe('const b = 1 ')
  expect(strip('const a: = 1')).toMatchObject({
    ok: false,
    problem: expect.stringContaining('SyntaxError: '),
  })
})

test('timers come in the order of their times, repeating ones until they are removed', async () => {
  let now = 0
  const timers = createTimers(
    () => now,
    async (milliseconds) => {
      now += milliseconds
    },
  )
  const late = timers.add(25, false)
  const every = timers.add(10, true)
  expect([await timers.next(), await timers.next(), await timers.next()]).toEqual([every, every, late])
  timers.remove(every)
  expect(await timers.next()).toBeUndefined()
  expect(now).toBe(25)
})

test.each([
  [new RangeError('out of memory'), 'RangeError: out of memory'],
  [{ name: 'ExitStatus', message: 'Program terminated with exit(1)' }, 'Program terminated with exit(1)'],
  [{ errno: 9 }, 'The runtime ended'],
  ['unreachable', 'unreachable'],
])('whatever a runtime ends with is told in words: %o', (thrown, told) => {
  expect(messageOf(thrown)).toBe(told)
})
