import { expect, test } from 'vitest'
import { IdempotencyKey } from '../wallet/index.ts'
import { ClientId, DeviceId, RoomId, UserId } from './index.ts'

test.each([
  ['ClientId', ClientId],
  ['DeviceId', DeviceId],
  ['IdempotencyKey', IdempotencyKey],
  ['RoomId', RoomId],
  ['UserId', UserId],
])('T4, W6: a %s in upper case is the same in lower case', (_, id) => {
  const lower = '3f0e6a52-8f0c-4b43-9d0e-6a9d7e0c1b11'
  expect(id.parse(lower.toUpperCase())).toBe(lower)
})
