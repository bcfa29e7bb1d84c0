/** A code that somebody asked for. Times are instants. */
export interface AskedCode {
  readonly email: string
  readonly sentAt: number
  readonly expiresAt: number
}

const key = 'stoa.asked-code'

/** Kept through a reload of the tab: on a phone, going to read the mail may be one, and the next code is a minute away. */
export function keepAskedCode(storage: Storage, asked: AskedCode | undefined): void {
  if (asked === undefined) storage.removeItem(key)
  else storage.setItem(key, JSON.stringify(asked))
}

export function readAskedCode(storage: Storage, now: number): AskedCode | undefined {
  const kept: unknown = JSON.parse(storage.getItem(key) ?? 'null')
  return isAskedCode(kept) && kept.expiresAt > now ? kept : undefined
}

function isAskedCode(kept: unknown): kept is AskedCode {
  if (typeof kept !== 'object' || kept === null) return false
  if (!('email' in kept && 'sentAt' in kept && 'expiresAt' in kept)) return false
  return (
    typeof kept.email === 'string' && typeof kept.sentAt === 'number' && typeof kept.expiresAt === 'number'
  )
}
