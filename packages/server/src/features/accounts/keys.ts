import { hkdfSync } from 'node:crypto'

/** One key for each purpose, so that none can stand in for another. */
export interface Keys {
  /** Signs access tokens. */
  readonly access: Uint8Array
  /** Keys the hashes of sign-in codes and of addresses in the audit log. */
  readonly hash: Uint8Array
  /** Encrypts what a queued letter needs. */
  readonly seal: Uint8Array
}

export function deriveKeys(secret: string): Keys {
  const derive = (purpose: string) =>
    new Uint8Array(hkdfSync('sha256', secret, new Uint8Array(), `stoa accounts ${purpose}`, 32))
  return { access: derive('access'), hash: derive('hash'), seal: derive('seal') }
}
