import { createHmac, timingSafeEqual } from 'node:crypto'

/** How far the time of a webhook may be from ours, in seconds: an older one may be a replay. */
const tolerance = 300

/**
 * Is this body signed with the secret, lately? Compared in constant time, with each signature given: there are two while a secret
 * is being replaced.
 *
 * @param given.signature the header `Stripe-Signature`: `t=<seconds>,v1=<hex>[,v1=<hex>…]`
 * @see https://docs.stripe.com/webhooks#verify-manually
 */
export function isSignedBy(
  secret: string,
  given: { readonly body: Uint8Array; readonly signature: string; readonly now: number },
): boolean {
  const parts = given.signature.split(',').map((part) => part.trim().split('='))
  const time = parts.find(([name]) => name === 't')?.[1] ?? ''
  if (!/^\d{1,12}$/.test(time) || Math.abs(given.now / 1000 - Number(time)) > tolerance) return false
  const expected = createHmac('sha256', secret).update(`${time}.`).update(given.body).digest()
  return parts
    .filter(([name]) => name === 'v1')
    .slice(0, 10)
    .some(([, hex = '']) => {
      const bytes = Buffer.from(hex, 'hex')
      return bytes.length === expected.length && timingSafeEqual(bytes, expected)
    })
}
