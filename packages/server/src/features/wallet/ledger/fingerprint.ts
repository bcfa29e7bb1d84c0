import { createHash } from 'node:crypto'

/** The same for the same content, whatever the order of its fields: what a repeated key is compared by (W6). */
export function fingerprintOf(content: unknown): string {
  const text = JSON.stringify(content, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  )
  return createHash('sha256').update(text).digest('base64url')
}
