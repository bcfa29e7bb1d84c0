/** Gives that many unpredictable bytes. */
export type Random = (count: number) => Uint8Array

/** Makes ids. */
export type NewId = (now: number) => string

/**
 * UUIDs of version 7: the time first, so that new rows lie together in their index, then 74 random bits, so that an id tells
 * nothing about its neighbours.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9562#section-5.7
 */
export function createIds(random: Random): NewId {
  return (now) => {
    const time = Math.max(0, Math.floor(now)).toString(16).padStart(12, '0').slice(-12)
    const bytes = random(10)
    bytes[0] = ((bytes[0] ?? 0) & 0x0f) | 0x70
    bytes[2] = ((bytes[2] ?? 0) & 0x3f) | 0x80
    const rest = Buffer.from(bytes).toString('hex')
    return `${time.slice(0, 8)}-${time.slice(8)}-${rest.slice(0, 4)}-${rest.slice(4, 8)}-${rest.slice(8)}`
  }
}
