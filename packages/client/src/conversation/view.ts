import type { Item, Message } from '@stoa/contract/chat'
import { Fault, type UserId } from '@stoa/contract/http'
import type { LiveItem, LiveMessage } from '../api.ts'
import type { Outgoing } from '../outbox/outgoing.ts'
import { messageOf, type Pending, withChanges } from './pending.ts'
import type { Quotes } from './quotes.ts'
import type { Stretch } from './stretch.ts'
import type { Ticks } from './ticks.ts'

/** What decides how items look, beside the items themselves. Each is another object when anything in it has changed. */
export interface Circumstances {
  readonly pending: Pending
  readonly ticks: Ticks
  /** Refused changes, by the seq they were about. */
  readonly refusals: ReadonlyMap<number, Fault>
  readonly quotesVersion: number
}

export interface Parts extends Circumstances {
  readonly stretch: Stretch | undefined
  readonly quote: Quotes['get']
}

/** Makes the items to show out of what is held, giving the same object for what has not changed. */
export type View = (parts: Parts) => readonly LiveItem[]

type Look = Pick<LiveMessage, 'state' | 'fault' | 'quoted'>

interface Made {
  /** What it was made from, under which circumstances. */
  readonly from: Message
  readonly under: Circumstances
  readonly live: LiveMessage
}

export function createView(me: UserId): View {
  const made = new Map<number, Made>()
  let inOutbox = new Map<string, LiveMessage>()
  let under: Circumstances | undefined

  function quoted(item: Message, { stretch, quote }: Parts): Message | null | undefined {
    if (item.replyTo === null) return null
    const held = stretch?.items.get(item.replyTo)
    return held?.kind === 'message' ? held : quote(item.replyTo)
  }

  /** In a busy room nearly all items are as they were: for those this is one comparison. */
  function show(item: Item, parts: Parts, now: Circumstances): LiveItem {
    if (item.kind === 'happening') return item
    const before = made.get(item.seq)
    if (before?.from === item && before.under === now && item.replyTo === null) return before.live
    const changed = withChanges(item, parts.pending.changes.get(item.seq), me)
    const fault = parts.refusals.get(item.seq)
    const state = item.author === me ? parts.ticks(item) : 'sent'
    const look = { state, quoted: quoted(changed, parts), ...(fault === undefined ? {} : { fault }) }
    const live = keepAlike(before?.live, changed, look)
    made.set(item.seq, { from: item, under: now, live })
    return live
  }

  function forgetOthers(stretch: Stretch): void {
    if (made.size <= 2 * stretch.order.length + 100) return
    for (const seq of made.keys()) if (!stretch.items.has(seq)) made.delete(seq)
  }

  function showOutbox(parts: Parts): LiveMessage[] {
    const { stretch, pending } = parts
    // In the middle of the past the newest messages would stand beside a hole.
    if (pending.messages.length === 0 || stretch?.reach === 'past') return []
    const own = stretch === undefined ? new Set() : clientIdsOf(stretch, me)
    const shown = new Map<string, LiveMessage>()
    for (const thing of pending.messages) {
      if (own.has(thing.clientId) || (stretch !== undefined && isIn(stretch, thing))) continue
      const item = withChanges(messageOf(thing, me), pending.changes.get(seqOf(thing)), me)
      const look = { ...stateOf(thing), quoted: quoted(item, parts) }
      shown.set(thing.clientId, keepAlike(inOutbox.get(thing.clientId), item, look))
    }
    inOutbox = shown
    return [...shown.values()]
  }

  return (parts) => {
    const { stretch, pending, ticks, refusals, quotesVersion } = parts
    const now =
      under !== undefined &&
      under.pending === pending &&
      under.ticks === ticks &&
      under.refusals === refusals &&
      under.quotesVersion === quotesVersion
        ? under
        : { pending, ticks, refusals, quotesVersion }
    under = now
    const items: LiveItem[] = []
    if (stretch !== undefined) {
      for (const seq of stretch.order) {
        const item = stretch.items.get(seq)
        if (item !== undefined) items.push(show(item, parts, now))
      }
      forgetOthers(stretch)
    }
    items.push(...showOutbox(parts))
    return items
  }
}

function clientIdsOf({ items }: Stretch, me: UserId): Set<string> {
  const ids = new Set<string>()
  for (const item of items.values())
    if (item.kind === 'message' && item.author === me && item.clientId !== null) ids.add(item.clientId)
  return ids
}

/** Is it among what the stretch accounts for already? */
function isIn(stretch: Stretch, { state }: Outgoing): boolean {
  return state.status === 'sent' && state.seq <= stretch.upTo
}

function seqOf({ state }: Outgoing): number {
  return state.status === 'sent' ? state.seq : 0
}

function stateOf({ state }: Outgoing): Pick<LiveMessage, 'state' | 'fault'> {
  if (state.status !== 'failed') return { state: state.status }
  return { state: 'failed', fault: Fault.fromBody(state.fault) }
}

/** The message made before, where the new one looks the same. */
function keepAlike(before: LiveMessage | undefined, item: Message, look: Look): LiveMessage {
  const live: LiveMessage = { ...item, ...look }
  return before !== undefined && isSame(before, live) ? before : live
}

function isSame(one: LiveMessage, other: LiveMessage): boolean {
  return (
    one.state === other.state &&
    one.quoted === other.quoted &&
    one.fault?.code === other.fault?.code &&
    one.fault?.message === other.fault?.message &&
    one.seq === other.seq &&
    one.asOf === other.asOf &&
    one.at === other.at &&
    one.text === other.text &&
    one.deleted === other.deleted &&
    one.editedAt === other.editedAt &&
    one.replyTo === other.replyTo &&
    one.forwardedFrom === other.forwardedFrom &&
    hasSame(one.reactions, other.reactions)
  )
}

function hasSame(one: Message['reactions'], other: Message['reactions']): boolean {
  if (one === other) return true
  const entries = Object.entries(one)
  if (entries.length !== Object.keys(other).length) return false
  const theirs = new Map<string, string>(Object.entries(other))
  return entries.every(([user, emoji]) => theirs.get(user) === emoji)
}
