import { createHash, timingSafeEqual } from 'node:crypto'

const prefix = 'live_'

/** A stream key and what is kept of it. */
export function makeKey(random: (count: number) => Uint8Array): {
  readonly key: string
  readonly hash: Uint8Array
} {
  const key = prefix + Buffer.from(random(24)).toString('base64url')
  return { key, hash: hashOf(key) }
}

/** Unpredictable as keys are, nothing slower is needed to keep them. */
function hashOf(key: string): Uint8Array {
  return createHash('sha256').update(key).digest()
}

/** In a time that tells nothing of the key. */
export function isKey(given: string, hash: Uint8Array): boolean {
  const own = hashOf(given)
  return own.length === hash.length && timingSafeEqual(own, hash)
}
