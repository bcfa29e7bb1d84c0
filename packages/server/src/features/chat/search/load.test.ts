import { expect, it } from 'vitest'
import { createLoad } from './load.ts'

it('load: of a steady stream is what comes in a second, and fades when it ends', () => {
  let now = 1_000_000
  const load = createLoad(() => now)
  for (let n = 0; n < 1_000; n++) {
    now += 10
    load.add(5)
  }
  expect(load.perSecond()).toBeGreaterThan(480)
  expect(load.perSecond()).toBeLessThan(520)
  now += 700
  expect(load.perSecond()).toBeLessThan(260)
  now += 10_000
  expect(load.perSecond()).toBeLessThan(0.1)
})
