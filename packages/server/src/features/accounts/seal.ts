import { createCipheriv, createDecipheriv } from 'node:crypto'
import type { Random } from './random.ts'

const ivLength = 12
const tagLength = 16

/** Encrypts with AES-256-GCM: base64url of initialisation vector, tag and ciphertext. */
export function seal(key: Uint8Array, text: string, random: Random): string {
  const iv = random(ivLength)
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: tagLength })
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')
}

/** The text that was sealed. Throws where the key is another or anything was changed. */
export function unseal(key: Uint8Array, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64url')
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivLength), {
    authTagLength: tagLength,
  })
  decipher.setAuthTag(bytes.subarray(ivLength, ivLength + tagLength))
  const text = [decipher.update(bytes.subarray(ivLength + tagLength)), decipher.final()]
  return Buffer.concat(text).toString('utf8')
}
