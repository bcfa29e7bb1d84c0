import fc from 'fast-check'
import { expect, test } from 'vitest'
import { beat, confirmedUntil, expectedMs, type Meter, paidUntil, type Side, setBack } from './metering.ts'

const silence = 15_000
const blank: Meter = { caller: null, creator: null, connectedAt: null, paidMs: 0, lostMs: 0, heldMs: 600_000 }

/** The meter after heartbeats: `+` connected, `-` not, by seconds. */
function after(beats: readonly (readonly [Side, number, '+' | '-'])[], from: Meter = blank): Meter {
  return beats.reduce(
    (meter, [side, second, sign]) =>
      beat(meter, { side, connected: sign === '+', now: second * 1000 }, silence),
    from,
  )
}

test('C5: paid time begins when both sides are connected, and is what both confirm', () => {
  const meter = after([
    ['caller', 100, '+'],
    ['caller', 105, '+'],
    ['creator', 107, '+'],
    ['caller', 110, '+'],
    ['creator', 112, '+'],
    ['caller', 115, '+'],
  ])
  expect(meter.connectedAt).toBe(107_000)
  // 107–112: the creator has not confirmed more, nor the caller less.
  expect(meter.paidMs).toBe(5_000)
  expect(confirmedUntil(meter)).toBe(112_000)
  expect(expectedMs(meter, 116_000)).toBe(9_000)
  expect(paidUntil(meter)).toBe(707_000)
})

test('C5: one side alone pays for nothing, however long it beats', () => {
  const meter = after([5, 10, 15, 20, 25].map((second) => ['caller', second, '+'] as const))
  expect(meter).toMatchObject({ connectedAt: null, paidMs: 0 })
})

test('C5: time in which one side says that the line is lost is not paid', () => {
  const meter = after([
    ['caller', 0, '+'],
    ['creator', 0, '+'],
    ['caller', 5, '+'],
    ['creator', 5, '+'],
    ['creator', 10, '-'],
    ['caller', 10, '+'],
    ['caller', 15, '+'],
    ['creator', 15, '+'],
    ['caller', 20, '+'],
    ['creator', 20, '+'],
  ])
  expect(meter.paidMs).toBe(10_000)
})

test('C5: a gap longer than the silence is not paid', () => {
  const meter = after([
    ['caller', 0, '+'],
    ['creator', 0, '+'],
    ['caller', 16, '+'],
    ['creator', 5, '+'],
    ['creator', 10, '+'],
    ['creator', 15, '+'],
    ['creator', 20, '+'],
    ['caller', 21, '+'],
  ])
  expect(meter.paidMs).toBe(4_000)
})

test('C5: what is lost adds up over every loss, and paid time gives back a quarter of itself', () => {
  const both = (from: number, to: number) =>
    Array.from({ length: (to - from) / 5 + 1 }, (_, index) => from + 5 * index).flatMap((second) => [
      ['caller', second, '+'] as const,
      ['creator', second, '+'] as const,
    ])
  const alternating = [5, 10, 15, 20].flatMap((second) => [
    ['caller', second, second % 10 === 0 ? '+' : '-'] as const,
    ['creator', second, '+'] as const,
  ])
  const robbed = after([...both(0, 0), ...alternating])
  expect(robbed).toMatchObject({ paidMs: 0, lostMs: 20_000 })
  expect(after(both(25, 60), robbed)).toMatchObject({ paidMs: 40_000, lostMs: 10_000 })
  expect(after(both(25, 120), robbed)).toMatchObject({ paidMs: 100_000, lostMs: 0 })
})

test('C6: never more is paid for than is held', () => {
  const held = { ...blank, heldMs: 7_000 }
  const beats = [0, 5, 10, 15].flatMap((second) => [
    ['caller', second, '+'] as const,
    ['creator', second, '+'] as const,
  ])
  expect(after(beats, held).paidMs).toBe(7_000)
})

test('C5: where the clock is set back no moment is paid twice, and counting goes on', () => {
  const before = after([
    ['caller', 3600, '+'],
    ['creator', 3600, '+'],
    ['caller', 3605, '+'],
    ['creator', 3605, '+'],
  ])
  const later = after(
    [
      ['caller', 10, '+'],
      ['creator', 11, '+'],
      ['caller', 15, '+'],
      ['creator', 16, '+'],
    ],
    before,
  )
  expect(later.paidMs).toBe(5_000 + 4_000)
  expect(setBack(before, 10_000)).toMatchObject({ caller: { heardAt: 10_000 }, creator: { heardAt: 10_000 } })
})

test('C5: whatever beats come, nothing is paid outside of the time in which both were heard', () => {
  const step = fc.record({
    side: fc.constantFrom<Side>('caller', 'creator'),
    wait: fc.integer({ min: 0, max: 20_000 }),
    connected: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let now = 1_000_000
      let meter = blank
      for (const { side, wait, connected } of steps) {
        now += wait
        const next = beat(meter, { side, connected, now }, silence)
        expect(next.paidMs).toBeGreaterThanOrEqual(meter.paidMs)
        meter = next
        if (meter.connectedAt !== null) expect(meter.paidMs).toBeLessThanOrEqual(now - meter.connectedAt)
        else expect(meter.paidMs).toBe(0)
      }
    }),
  )
})
