import { expect, test } from 'vitest'
import { countOf, qualityOf } from './quality.ts'

const stats = (received: number, lost: number, delay: number) =>
  new Map<string, object>([
    ['a', { type: 'inbound-rtp', packetsReceived: received, packetsLost: lost }],
    ['b', { type: 'inbound-rtp', packetsReceived: 10 }],
    ['c', { type: 'candidate-pair', nominated: true, state: 'succeeded', currentRoundTripTime: delay }],
    ['d', { type: 'candidate-pair', nominated: false, state: 'failed' }],
    ['e', { type: 'codec' }],
  ])

test('packets of all tracks and the delay of the path in use are counted', () => {
  expect(countOf(stats(90, 5, 0.1))).toEqual({ received: 100, lost: 5, delay: 0.1 })
})

test.each([
  [1000, 0, 0.05, 'good'],
  [1000, 50, 0.05, 'fair'],
  [1000, 0, 0.4, 'fair'],
  [1000, 200, 0.05, 'poor'],
  [1000, 0, 0.9, 'poor'],
  [0, 0, 0.05, 'unknown'],
] as const)('%i more packets, %i lost, %d s: %s', (received, lost, delay, quality) => {
  const before = countOf(stats(500, 100, 0.05))
  expect(qualityOf(before, countOf(stats(500 + received, 100 + lost, delay)))).toBe(quality)
})

test('nothing is known before something was counted twice', () => {
  expect(qualityOf(undefined, countOf(stats(1, 0, 0)))).toBe('unknown')
})
