import { expect, test } from 'vitest'
import { gently } from './gently.ts'

test('everybody has their turn once, in order, a few at a time, and others in between', async () => {
  const all = new Set(Array.from({ length: 25 }, (_, n) => n))
  const seen: number[] = []
  const looks: number[] = []
  const look = () => {
    looks.push(seen.length)
    if (seen.length < 25) setImmediate(look)
  }
  setImmediate(look)
  for await (const one of gently(all, 10)) {
    seen.push(one)
    // Whoever comes meanwhile is seen to the next time.
    all.add(100 + one)
  }
  expect(seen).toEqual(Array.from({ length: 25 }, (_, n) => n))
  expect(looks).toContain(10)
  expect(looks).toContain(20)
})
