import { expect, test } from 'vitest'
import { deriveKeys } from './keys.ts'
import { secureRandom } from './random.ts'
import { seal, unseal } from './seal.ts'

const key = deriveKeys('one secret that is long enough').seal

test('what is sealed is read with the same key only, and only as it was', () => {
  const sealed = seal(key, 'the code is 123456', secureRandom)
  expect(sealed).not.toContain('123456')
  expect(unseal(key, sealed)).toBe('the code is 123456')
  expect(() => unseal(deriveKeys('another secret that is long').seal, sealed)).toThrow()
  const changed = Buffer.from(sealed, 'base64url')
  changed.writeUInt8(changed.readUInt8(30) ^ 1, 30)
  expect(() => unseal(key, changed.toString('base64url'))).toThrow()
  expect(() => unseal(key, sealed.slice(0, 10))).toThrow()
})

test('each purpose has a key of its own', () => {
  const keys = Object.values(deriveKeys('one secret')).map((one) => Buffer.from(one).toString('hex'))
  expect(new Set(keys).size).toBe(3)
})
