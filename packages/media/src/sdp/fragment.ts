import { isIP } from 'node:net'

export interface Fragment {
  readonly ufrag: string | undefined
  readonly password: string | undefined
  /** Those with an address. */
  readonly candidates: readonly { readonly candidate: string; readonly mid: string }[]
}

const most = 32
const longest = 16 * 1024

/** Reads `application/trickle-ice-sdpfrag` (RFC 8840, 9). Undefined for what is none. */
export function readFragment(body: string): Fragment | undefined {
  if (body.length > longest) return undefined
  const lines = body.split(/\r?\n/).filter((line) => line !== '')
  if (lines.length === 0 || lines.some((line) => !/^[a-z]=/.test(line))) return undefined
  const candidates: { candidate: string; mid: string }[] = []
  let mid = '0'
  let named = 0
  let [ufrag, password]: (string | undefined)[] = []
  for (const line of lines) {
    if (line.startsWith('a=mid:')) mid = line.slice(6)
    else if (line.startsWith('a=ice-ufrag:')) ufrag = line.slice(12)
    else if (line.startsWith('a=ice-pwd:')) password = line.slice(10)
    else if (line.startsWith('a=candidate:')) {
      if (!/^a=candidate:\S+ \d+ \S+ \d+ \S+ \d+ typ \S+/.test(line)) return undefined
      // A name would be looked up for whoever sends it, each by a thread of its own.
      if (isIP(line.split(' ')[4] ?? '') !== 0) candidates.push({ candidate: line.slice(2), mid })
      else named += 1
    }
  }
  const count = candidates.length + named
  if (count > most) return undefined
  if (ufrag === undefined && count === 0 && !lines.includes('a=end-of-candidates')) return undefined
  return { ufrag, password, candidates }
}
