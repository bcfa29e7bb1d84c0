import type { Item, Message } from '@stoa/contract/chat'
import type { Fault, UserId } from '@stoa/contract/http'
import { Fault as RefusedFault } from '@stoa/contract/http'
import type { LiveItem, LiveMessage } from '../api.ts'
import type { Outgoing } from '../outbox/outgoing.ts'
import { messageOf, type Pending, withChanges } from './pending.ts'
import type { Stretch } from './stretch.ts'
import type { Ticks } from './ticks.ts'

export interface Parts {
  readonly stretch: Stretch | undefined
  readonly pending: Pending
  readonly ticks: Ticks
  /** Refused changes, by the seq they were about. */
  readonly refusals: ReadonlyMap<number, Fault>
  readonly quote: (seq: number) => Message | null | undefined
}

/** Makes the items to show out of what is held, giving the same object for what has not changed. */
export type View = (parts: Parts) => readonly LiveItem[]

type Shown = Pick<LiveMessage, 'state' | 'fault' | 'quoted'>

export function createView(me: UserId): View {
  let made = new Map<string, { readonly item: Message; readonly live: LiveMessage }>()

  return ({ stretch, pending, ticks, refusals, quote }) => {
    const before = made
    const now: typeof made = new Map()

    function live(key: string, item: Message, shown: Shown): LiveMessage {
      const held = before.get(key)
      const same = held !== undefined && held.item === item && isSame(held.live, shown)
      const one = same ? held : { item, live: toLive(item, shown) }
      now.set(key, one)
      return one.live
    }

    function quoted(item: Message): Message | null | undefined {
      if (item.replyTo === null) return null
      const held = stretch?.items.get(item.replyTo)
      return held?.kind === 'message' ? held : quote(item.replyTo)
    }

    function inTimeline(item: Item): LiveItem {
      if (item.kind === 'happening') return item
      const changed = withChanges(item, pending.changes.get(item.seq), me)
      const state = item.author === me ? ticks(item) : 'sent'
      const fault = refusals.get(item.seq)
      const key = String(item.seq)
      // A changed message is made anew each time; keep the one made before while it looks the same.
      const kept = changed === item ? item : alike(before.get(key)?.item, changed)
      return live(key, kept, { state, quoted: quoted(changed), ...(fault === undefined ? {} : { fault }) })
    }

    function inOutbox(thing: Outgoing): LiveItem {
      const item = withChanges(messageOf(thing, me), pending.changes.get(seqOf(thing)), me)
      const kept = alike(before.get(thing.clientId)?.item, item)
      const shown = { ...stateOf(thing), quoted: quoted(item) }
      return live(thing.clientId, kept, shown)
    }

    const items: LiveItem[] = []
    const own = new Set<string>()
    for (const seq of stretch?.order ?? []) {
      const item = stretch?.items.get(seq)
      if (item === undefined) continue
      if (item.kind === 'message' && item.author === me && item.clientId !== null) own.add(item.clientId)
      items.push(inTimeline(item))
    }
    // In the middle of the past the newest messages would stand beside a hole.
    if (stretch?.reach !== 'past')
      for (const thing of pending.messages) {
        if (own.has(thing.clientId)) continue
        if (stretch !== undefined && thing.state.status === 'sent' && thing.state.seq <= stretch.upTo)
          continue
        items.push(inOutbox(thing))
      }
    made = now
    return items
  }
}

function seqOf({ state }: Outgoing): number {
  return state.status === 'sent' ? state.seq : 0
}

function stateOf({ state }: Outgoing): Pick<LiveMessage, 'state' | 'fault'> {
  if (state.status !== 'failed') return { state: state.status }
  return { state: 'failed', fault: RefusedFault.fromBody(state.fault) }
}

function toLive(item: Message, { state, fault, quoted }: Shown): LiveMessage {
  return fault === undefined ? { ...item, state, quoted } : { ...item, state, quoted, fault }
}

function isSame(live: LiveMessage, shown: Shown): boolean {
  return (
    live.state === shown.state &&
    live.quoted === shown.quoted &&
    (live.fault === shown.fault ||
      (live.fault?.code === shown.fault?.code && live.fault?.message === shown.fault?.message))
  )
}

/** The message made before where the new one says the same. */
function alike(before: Message | undefined, now: Message): Message {
  return before !== undefined && JSON.stringify(before) === JSON.stringify(now) ? before : now
}
