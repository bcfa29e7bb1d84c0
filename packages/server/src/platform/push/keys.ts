import { createECDH, hkdfSync } from 'node:crypto'

/** The order of P-256. */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

export interface VapidKeys {
  readonly publicKey: string
  readonly privateKey: string
}

/**
 * The key pair that push services know this server by (RFC 8292), derived from its secret: every node has the same without keeping it
 * anywhere. With a new secret browsers subscribe anew.
 */
export function deriveVapidKeys(secret: string): VapidKeys {
  // 128 bits more than the order has, so that the remainder is as good as evenly spread.
  const bytes = Buffer.from(hkdfSync('sha256', secret, new Uint8Array(), 'stoa push vapid', 48))
  const scalar = (BigInt(`0x${bytes.toString('hex')}`) % (order - 1n)) + 1n
  const privateKey = Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex')
  const ecdh = createECDH('prime256v1')
  ecdh.setPrivateKey(privateKey)
  return { publicKey: ecdh.getPublicKey('base64url'), privateKey: privateKey.toString('base64url') }
}
