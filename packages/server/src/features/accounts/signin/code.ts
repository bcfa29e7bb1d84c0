import { createHmac, timingSafeEqual } from 'node:crypto'

/** The only form in which a code is stored: useless without the key, and good for one address. */
export function hashCode(
  key: Uint8Array,
  code: { readonly email: string; readonly code: string },
): Uint8Array {
  return createHmac('sha256', key).update(`code\n${code.email}\n${code.code}`).digest()
}

export function sameHash(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && timingSafeEqual(one, other)
}

/** Stands for an address in the audit log, where the address itself could never be erased. */
export function emailPseudonym(key: Uint8Array, email: string): string {
  return createHmac('sha256', key).update(`email\n${email}`).digest('hex').slice(0, 16)
}
