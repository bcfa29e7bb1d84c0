import { beginItem, foldItem, type Item, type Page } from '@stoa/contract/chat'
import type { Entry } from '@stoa/contract/rooms'

/**
 * A stretch of a timeline without holes, oldest first, growing at both ends. `reach`: `head` where the newest entry known is
 * in it and the next belongs to it; `past` after a jump; `stored` where it was kept from last time and may lack the newest.
 */
export interface Stretch {
  readonly items: Map<number, Item>
  readonly order: number[]
  reach: 'head' | 'past' | 'stored'
  /** Entries up to here are accounted for at the newer end. */
  upTo: number
  before: number | null
  after: number | null
}

/** Kept in memory when it is to grow where somebody reads, when it grows by what comes live, and what is left of them when there are more. */
const most = 5_000
const mostLive = 10_000
const left = 3_000

export function stretchOf(page: Pick<Page, 'items' | 'before' | 'after' | 'head'>): Stretch {
  return {
    items: new Map(page.items.map((item) => [item.seq, item])),
    order: page.items.map((item) => item.seq),
    reach: page.after === null ? 'head' : 'past',
    upTo: coverageOf(page),
    before: page.before,
    after: page.after,
  }
}

/**
 * Adds a page that was asked for from this edge. False, with nothing changed, where the edge is another by now, since what was there has
 * been forgotten meanwhile: there would be a hole between.
 */
export function extendFrom(
  stretch: Stretch,
  { end, edge }: { readonly end: 'before' | 'after'; readonly edge: number },
  page: Page,
): boolean {
  if (stretch[end] !== edge) return false
  if (end === 'before') prepend(stretch, page)
  else append(stretch, page)
  return true
}

export function prepend(stretch: Stretch, page: Page): void {
  const fresh = page.items.filter((item) => !stretch.items.has(item.seq))
  for (const item of fresh) stretch.items.set(item.seq, item)
  stretch.order.unshift(...fresh.map((item) => item.seq))
  stretch.before = page.before
}

export function append(stretch: Stretch, page: Page): void {
  const fresh = page.items.filter((item) => !stretch.items.has(item.seq))
  for (const item of fresh) stretch.items.set(item.seq, item)
  stretch.order.push(...fresh.map((item) => item.seq))
  stretch.after = page.after
  if (page.after !== null) return
  stretch.reach = 'head'
  stretch.upTo = coverageOf(page)
}

/** The server reads the head before the items, so there may be newer ones among them. */
function coverageOf(page: Pick<Page, 'items' | 'head'>): number {
  return Math.max(page.head, page.items.at(-1)?.seq ?? 0)
}

/**
 * Folds entries in, oldest first. Those accounted for already change nothing. One that begins an item is added only where
 * the stretch reaches the head: anywhere else there would be a hole before it.
 */
export function fold(stretch: Stretch, entries: readonly Entry[]): void {
  for (const entry of entries) {
    if (entry.about !== null) {
      const item = stretch.items.get(entry.about)
      if (item !== undefined) stretch.items.set(entry.about, foldItem(item, entry))
    }
    if (stretch.reach !== 'head' || entry.seq <= stretch.upTo) continue
    stretch.upTo = entry.seq
    const item = entry.about === null ? beginItem(entry) : undefined
    if (item === undefined) continue
    stretch.items.set(entry.seq, item)
    stretch.order.push(entry.seq)
  }
  if (stretch.order.length > mostLive) forgetOldest(stretch)
}

/** Before it grows at one end: where it is long, what is farthest from there is forgotten, and can be loaded again. */
export function makeRoom(stretch: Stretch, growing: 'before' | 'after'): void {
  if (stretch.order.length < most) return
  if (growing === 'before') forgetNewest(stretch)
  else forgetOldest(stretch)
}

function forgetNewest(stretch: Stretch): void {
  for (const seq of stretch.order.splice(left)) stretch.items.delete(seq)
  stretch.after = stretch.order.at(-1) ?? null
  stretch.reach = 'past'
}

function forgetOldest(stretch: Stretch): void {
  for (const seq of stretch.order.splice(0, stretch.order.length - left)) stretch.items.delete(seq)
  stretch.before = stretch.order[0] ?? null
}

/** The held seq to show for a wanted one: itself, else the next there is, else the last. */
export function nearest({ order }: Stretch, seq: number): number {
  return order.find((held) => held >= seq) ?? order.at(-1) ?? seq
}
