import type { LiveCall } from '@stoa/client/calling'
import { RoomId, UserId } from '@stoa/contract/http'
import { expect, test } from 'vitest'
import { meterOf, minutesLeft } from './cost.ts'

const now = 1_800_000_000_000
const id = '01900000-0000-7000-8000-000000000001'

/** A call at 2.40 a minute, of which so many milliseconds are held, on a device whose clock is this far behind. */
function live(held: number | null, ahead = 0): LiveCall {
  const paidUntil = held === null ? null : now + ahead + held
  return {
    ...{ status: 'ready', other: undefined, ahead, at: now },
    call: {
      ...{ id: RoomId.parse(id), caller: UserId.parse(id), creator: UserId.parse(id), media: 'audio' },
      ...{ state: 'ongoing', rate: 240, createdAt: now, acceptedAt: now, connectedAt: now, endedAt: null },
      ...{ end: null, seconds: 0, cost: 0, earned: null, fee: null, settled: false, paidUntil, last: false },
      stars: null,
    },
  }
}

test.each([
  ['nothing before it is connected', null, 1_000, 0, undefined],
  ['what is held, and each whole minute that can be held', 45_000, 500, 0, 2],
  ['no part of a minute, which is never held', 45_000, 239, 0, 0],
  ['by the server’s clock, not by that of the device', 45_000, 240, 600_000, 1],
] as const)('C6: minutes left are %s', (_what, held, available, ahead, minutes) => {
  expect(minutesLeft(live(held, ahead), available, now)).toBe(minutes)
})

test('C5: time and cost run on between two words of the server, and no further than it can count', () => {
  const at = (seconds: number) => meterOf(live(45_000), now + seconds * 1000, true)
  expect(at(5)).toMatchObject({ seconds: 5, cost: 20 })
  expect(at(300)).toMatchObject({ seconds: 15, cost: 60 })
  expect(meterOf(live(45_000), now + 5_000, false)).toMatchObject({ seconds: 0, cost: 0 })
})
