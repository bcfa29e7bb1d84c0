import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { noSignIn, requestCode, type SignIn, signInLimits, tryCode } from './policy.ts'

const limits = signInLimits({ codeMinutes: 5, codeTries: 5, scale: 1 })
const minute = 60_000
const hash = new Uint8Array([1])
const steps = fc.array(fc.record({ wait: fc.integer({ min: 0, max: 20 * minute }), guess: fc.boolean() }), {
  maxLength: 200,
})

test('A2: whatever the order, there is at most one code a minute, five an hour, and five failures in 15 minutes', () => {
  fc.assert(
    fc.property(steps, (taken) => {
      let signIn: SignIn = noSignIn
      let now = 1_000_000_000_000
      const granted: number[] = []
      const failed: number[] = []
      for (const { wait, guess } of taken) {
        now += wait
        if (guess) {
          const tried = tryCode(signIn, { matches: () => false, now }, limits)
          if (tried.outcome === 'locked') continue
          failed.push(now)
          signIn = tried.signIn
        } else {
          const asked = requestCode(signIn, { hash, now }, limits)
          if (asked.outcome !== 'granted') continue
          granted.push(now)
          signIn = asked.signIn
        }
      }
      expect(most(granted, minute)).toBeLessThanOrEqual(1)
      expect(most(granted, 60 * minute)).toBeLessThanOrEqual(5)
      expect(most(failed, 15 * minute)).toBeLessThanOrEqual(5)
    }),
  )
})

test('A2: whoever is locked out after five codes in the hour is told to wait until that is over as well', () => {
  let signIn: SignIn = noSignIn
  let now = 1_000_000_000_000
  const first = now
  for (let code = 0; code < limits.codesPerHour; code += 1) {
    const asked = requestCode(signIn, { hash, now }, limits)
    if (asked.outcome !== 'granted') throw new Error(asked.outcome)
    const tried = tryCode(asked.signIn, { matches: () => false, now }, limits)
    if (tried.outcome !== 'wrong') throw new Error(tried.outcome)
    signIn = tried.signIn
    now += minute
  }
  const refused = { outcome: 'locked', retryAfter: first + 60 * minute - now }
  expect(requestCode(signIn, { hash, now }, limits)).toEqual(refused)
  const later = { hash, now: now + refused.retryAfter }
  expect(requestCode(signIn, later, limits)).toMatchObject({ outcome: 'granted' })
})

test('A2: whoever waits as long as they are told is let through', () => {
  fc.assert(
    fc.property(steps, (taken) => {
      let signIn: SignIn = noSignIn
      let now = 1_000_000_000_000
      for (const { wait, guess } of taken) {
        now += wait
        if (guess) {
          const tried = tryCode(signIn, { matches: () => false, now }, limits)
          if (tried.outcome !== 'locked') signIn = tried.signIn
        }
        let asked = requestCode(signIn, { hash, now }, limits)
        if (asked.outcome !== 'granted') {
          now += asked.retryAfter
          asked = requestCode(signIn, { hash, now }, limits)
        }
        expect(asked.outcome).toBe('granted')
        if (asked.outcome === 'granted') signIn = asked.signIn
      }
    }),
  )
})

test('A1: with fewer tries a code the address is not locked with it', () => {
  const strict = signInLimits({ codeMinutes: 5, codeTries: 2, scale: 1 })
  const now = 1_000_000_000_000
  const asked = requestCode(noSignIn, { hash, now }, strict)
  if (asked.outcome !== 'granted') throw new Error('refused')
  const guess = (signIn: SignIn, right: boolean) => tryCode(signIn, { matches: () => right, now }, strict)
  const first = guess(asked.signIn, false)
  if (first.outcome !== 'wrong') throw new Error('not wrong')
  expect(guess(first.signIn, true).outcome).toBe('right')
  const second = guess(first.signIn, false)
  if (second.outcome !== 'wrong') throw new Error('not wrong')
  expect(guess(second.signIn, true)).toMatchObject({ outcome: 'wrong', triesLeft: 2 })
})

/** The most that lie within any window of this length. */
function most(times: readonly number[], window: number): number {
  return Math.max(
    0,
    ...times.map((start) => times.filter((time) => time >= start && time < start + window).length),
  )
}
