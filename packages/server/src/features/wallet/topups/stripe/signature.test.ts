import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { isSignedBy } from './signature.ts'

const secret = 'whsec_test'
const body = Buffer.from('{"id":"evt_1"}')
const now = Date.UTC(2030, 0, 15)
const seconds = now / 1000
const hex = (key: string, time: number | string, bytes: Uint8Array = body) =>
  createHmac('sha256', key).update(`${time}.`).update(bytes).digest('hex')
const check = (signature: string, bytes: Uint8Array = body) =>
  isSignedBy(secret, { body: bytes, signature, now })

test('a signature of the secret over time and body is right, also one of several', () => {
  expect(check(`t=${seconds},v1=${hex(secret, seconds)}`)).toBe(true)
  expect(check(`t=${seconds},v1=${hex('whsec_old', seconds)},v1=${hex(secret, seconds)},v0=abc`)).toBe(true)
})

test.each([-300, 300])('a time %d s away counts', (away) => {
  expect(check(`t=${seconds + away},v1=${hex(secret, seconds + away)}`)).toBe(true)
})

test.each([-301, 301])('a time %d s away does not, however well signed', (away) => {
  expect(check(`t=${seconds + away},v1=${hex(secret, seconds + away)}`)).toBe(false)
})

test.each([
  ['another secret', `t=${seconds},v1=${hex('whsec_other', seconds)}`],
  ['another time', `t=${seconds - 1},v1=${hex(secret, seconds)}`],
  ['another scheme', `t=${seconds},v0=${hex(secret, seconds)}`],
  ['no signature', `t=${seconds}`],
  ['no time', `v1=${hex(secret, '')}`],
  ['a cut signature', `t=${seconds},v1=${hex(secret, seconds).slice(0, 62)}`],
  ['no hex', `t=${seconds},v1=zz`],
  ['nothing', ''],
])('%s is wrong', (_what, signature) => {
  expect(check(signature)).toBe(false)
})

test('another body is wrong', () => {
  expect(check(`t=${seconds},v1=${hex(secret, seconds)}`, Buffer.from('{"id":"evt_2"}'))).toBe(false)
})
