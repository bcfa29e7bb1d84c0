import { listMessages, Page, searchMessages } from '@stoa/contract/chat'
import { gap, timeOf } from './library.ts'
import { cjkPair, common, prefix, rare } from './words.ts'

/** Where and as whom to ask. */
export interface Asker {
  readonly url: string
  readonly token: string
  readonly rooms: readonly string[]
  /** Messages of each room. */
  readonly each: number
  readonly newestAt: number
}

export type PageKind = 'page back' | 'jump to date'
export const pageKinds: readonly PageKind[] = ['page back', 'jump to date']

export const searches = { 'rare word': rare, 'common word': common, prefix, 'CJK pair': cjkPair } as const
export type SearchKind = keyof typeof searches
export const searchKinds = Object.keys(searches) as SearchKind[]

const pageSize = 50

/** Reads a page at a random place and checks that it is the one asked for. Milliseconds until its last byte. */
export async function askPage(asker: Asker, kind: PageKind, random: () => number): Promise<number> {
  const room = asker.rooms[Math.floor(random() * asker.rooms.length)] ?? ''
  const seq = pageSize + 1 + Math.floor(random() * (asker.each - 2 * pageSize))
  const path = listMessages.path.replace(':room', room)
  const place = kind === 'page back' ? `before=${seq}` : `from=${timeOf(seq, asker.newestAt) - gap / 2}`
  const { body, milliseconds } = await get(asker, `${path}?${place}&limit=${pageSize}`)
  const seqs = Page.parse(body).items.map((item) => item.seq)
  const [first = 0] = seqs
  const expected = kind === 'page back' ? seq - pageSize : seq - pageSize / 2
  if (seqs.length !== pageSize || first !== expected || seqs.some((one, index) => one !== first + index))
    throw new Error(`${kind}: asked for ${seq} and got ${first} to ${seqs.at(-1)}`)
  return milliseconds
}

/** Searches and checks that what was found has the words, newest first. Milliseconds until its last byte. */
export async function askSearch(asker: Asker, kind: SearchKind): Promise<number> {
  const query = searches[kind]
  const { body, milliseconds } = await get(
    asker,
    `${searchMessages.path}?query=${encodeURIComponent(query)}&limit=20`,
  )
  const { hits } = searchMessages.reply.parse(body)
  if (hits.length === 0) throw new Error(`${kind}: nothing was found`)
  for (const { message } of hits)
    if (!message.text.includes(query)) throw new Error(`${kind}: found ${message.text}`)
  const times = hits.map((hit) => hit.message.at)
  if (times.some((at, index) => at > (times[index - 1] ?? at))) throw new Error(`${kind}: not newest first`)
  return milliseconds
}

/** How many messages a search finds in all, page after page. */
export async function countHits(asker: Asker, query: string): Promise<number> {
  let count = 0
  for (let next: string | null = ''; next !== null; ) {
    const before = next === '' ? '' : `&before=${encodeURIComponent(next)}`
    const path = `${searchMessages.path}?query=${encodeURIComponent(query)}&limit=50${before}`
    const page = searchMessages.reply.parse((await get(asker, path)).body)
    count += page.hits.length
    next = page.next
  }
  return count
}

async function get(asker: Asker, path: string): Promise<{ body: unknown; milliseconds: number }> {
  const began = performance.now()
  const response = await fetch(`${asker.url}${path}`, { headers: { authorization: `Bearer ${asker.token}` } })
  const text = await response.text()
  const milliseconds = performance.now() - began
  if (!response.ok) throw new Error(`${path} was answered ${response.status}: ${text}`)
  return { body: JSON.parse(text), milliseconds }
}
