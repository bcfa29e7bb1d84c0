import { expect, test } from 'vitest'
import { randomCode, randomId, randomToken, secureRandom } from './random.ts'

/** Gives these 32-bit numbers, one after the other. */
function scripted(...numbers: number[]) {
  return () => {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(numbers.shift() ?? 0)
    return bytes
  }
}

test('A1: a code is six digits, leading zeros too', () => {
  expect(randomCode(scripted(0))).toBe('000000')
  expect(randomCode(scripted(1_000_042))).toBe('000042')
  expect(randomCode(scripted(4_293_999_999))).toBe('999999')
})

test('A1: what would make small codes likelier than large ones is drawn again', () => {
  expect(randomCode(scripted(4_294_000_000, 0xffffffff, 123_456))).toBe('123456')
})

test('an id is a version 4 UUID, a token 256 bits', () => {
  expect(randomId(secureRandom)).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
  expect(Buffer.from(randomToken(secureRandom), 'base64url')).toHaveLength(32)
})
