import type { Message } from '@stoa/contract/chat'
import type { Fault, UserId } from '@stoa/contract/http'
import { type Entry, listMembers, type Mark, type Member } from '@stoa/contract/rooms'
import type { Client, Conversation, OpenConversation } from '../api.ts'
import { toFault } from '../http/refusal.ts'
import type { Outbox } from '../outbox/outbox.ts'
import type { Outgoing } from '../outbox/outgoing.ts'
import { computed } from '../store/computed.ts'
import { backoff } from '../time/backoff.ts'
import type { KeptPages } from './kept-page.ts'
import { createMembers } from './members.ts'
import { pendingIn } from './pending.ts'
import { createQuotes } from './quotes.ts'
import { createReader, type Place } from './reader.ts'
import { extendFrom, fold, makeRoom, nearest, type Stretch, stretchOf } from './stretch.ts'
import { createView } from './view.ts'
import { createWriting, type WritingOptions } from './writing.ts'

export interface ConversationOptions extends WritingOptions {
  readonly me: UserId
  readonly call: Client['call']
  readonly outbox: Pick<Outbox, 'add' | 'inRoom' | 'retry' | 'discard' | 'covered'>
  readonly kept: KeptPages
  /** Seq of the last entry of the room applied live. */
  readonly cursor: () => number
  readonly read: (seq: number, unread: number | undefined) => void
  readonly membersRead: (members: readonly Member[]) => void
  readonly closed: () => void
  readonly report: (error: unknown) => void
}

/** An open conversation as the rest of the client sees it. */
export interface ConversationParts {
  readonly shown: OpenConversation
  applied(entries: readonly Entry[]): void
  marked(marks: readonly Mark[]): void
  /** Something of this room's outbox has changed. */
  pendingChanged(): void
  refused(outgoing: Outgoing, fault: Fault): void
  /** Does it hold what was applied? Not while its newest page has not come. */
  isWhole(): boolean
  online(): void
  membersChanged(): void
  /** Live entries come from this seq on. */
  followed(cursor: number): void
  /** What is held may be of another timeline. */
  reload(): void
  gone(fault: Fault): void
  find(seq: number): Message | undefined
}

const pace = { first: 1_000, longest: 30_000 }
/** The newest items kept for reading offline, and how long after a change. */
const keptItems = 50
const keepAfter = 1_000

export function createConversation(options: ConversationOptions): ConversationParts {
  const { room, me, call, time, outbox, kept } = options
  const reader = createReader(options)
  const view = createView(me)
  const quotes = createQuotes({ load: loadQuote, changed: () => store.touch() })
  const members = createMembers(me)
  const writing = createWriting(options)
  let stretch: Stretch | undefined
  let pending = pendingIn(outbox.inRoom(room))
  let fault: Fault | undefined
  let loading = { before: false, after: false }
  /** Goes up when what is held is replaced: pages asked for before belong to something else. */
  let turn = 0
  /** Jumps under way. */
  let jumps = 0
  /** The newest page was asked for and did not come yet. */
  let newestAwaited = false
  /** It is to be asked for should the jumps under way fail. */
  let newestDue = false
  let failures = 0
  let cancelRetry = () => {}
  let cancelKeep: (() => void) | undefined
  let closed = false

  const store = computed((): Conversation => {
    const items = view({
      stretch,
      pending,
      ticks: members.ticks,
      refusals: writing.refusals,
      quotesVersion: quotes.version,
      quote: quotes.get,
    })
    const status = stretch !== undefined ? 'ready' : fault !== undefined ? 'error' : 'loading'
    const more = { before: (stretch?.before ?? null) !== null, after: (stretch?.after ?? null) !== null }
    const conversation = { room, items, status, more, loading, members: members.list } as const
    return fault === undefined ? conversation : { ...conversation, fault }
  })

  function changed(): void {
    store.touch()
    if (cancelKeep !== undefined || closed || stretch?.reach !== 'head') return
    cancelKeep = time.after(keepAfter, () => {
      cancelKeep = undefined
      keep()
    })
  }

  function keep(): void {
    if (stretch?.reach !== 'head') return
    const items = stretch.order.slice(-keptItems).flatMap((seq) => stretch?.items.get(seq) ?? [])
    const before = stretch.order.length > keptItems ? (items[0]?.seq ?? null) : stretch.before
    const page = { head: stretch.upTo, items, quotes: [...quotes.all()], before, members: [...members.list] }
    kept.write(room, page).catch(options.report)
  }

  async function begin(): Promise<void> {
    void showNewest()
    void readMembers()
    const page = await kept.read(room)
    if (page === undefined || stretch !== undefined || closed) return
    stretch = { ...stretchOf({ ...page, after: null }), reach: 'stored' }
    quotes.learn(page.quotes)
    learnMembers(page.members)
  }

  /** Replaces what is held. False where something else was asked for meanwhile. */
  async function show(place: Place): Promise<boolean> {
    turn += 1
    const mine = turn
    cancelRetry()
    loading = { before: false, after: false }
    const { value, since } = await reader.page(place)
    if (mine !== turn || closed) return false
    stretch = stretchOf(value)
    quotes.learn(value.quotes)
    catchUp(since)
    fault = undefined
    failures = 0
    newestAwaited = false
    newestDue = false
    outbox.covered(room, stretch.upTo)
    changed()
    return true
  }

  /** Asks for the newest page. A jump under way is not led away from: the page it asked for is as of now, too. */
  function renew(): void {
    if (jumps > 0) newestDue = true
    else void showNewest()
  }

  /** False, and no failure either, where something else was asked for meanwhile. */
  async function jump(place: Place): Promise<boolean> {
    if (newestAwaited) newestDue = true
    jumps += 1
    const mine = turn + 1
    try {
      return await show(place)
    } catch (error) {
      if (mine !== turn) return false
      throw error
    } finally {
      jumps -= 1
      if (jumps === 0 && newestDue && !closed) {
        newestDue = false
        void showNewest()
      }
    }
  }

  function isWhole(): boolean {
    return stretch !== undefined && stretch.reach !== 'stored'
  }

  /** Where that cannot be done now it is tried again until it can, or until something else is asked for. */
  async function showNewest(): Promise<void> {
    const mine = turn + 1
    newestAwaited = true
    try {
      await show({})
    } catch (error) {
      if (mine !== turn || closed) return
      fault = toFault(error)
      store.touch()
      newestAwaited = fault.statusCode >= 500 || fault.code === 'TOO_MANY'
      if (!newestAwaited) return
      cancelRetry = time.after(backoff(failures, pace, time.random), showNewest)
      failures += 1
    }
  }

  function catchUp(since: readonly Entry[]): void {
    if (stretch !== undefined) fold(stretch, since)
    quotes.fold(since)
  }

  async function extend(end: 'before' | 'after'): Promise<void> {
    const edge = stretch?.[end] ?? null
    if (edge === null || loading[end]) return
    const mine = turn
    const grown = stretch
    loading = { ...loading, [end]: true }
    if (grown !== undefined) makeRoom(grown, end)
    store.touch()
    try {
      const { value, since } = await reader.page(end === 'before' ? { before: edge } : { after: edge })
      // What was held may have been replaced meanwhile, also by a jump that was under way already.
      if (mine !== turn || stretch === undefined || stretch !== grown || closed) return
      if (!extendFrom(stretch, { end, edge }, value)) return
      quotes.learn(value.quotes)
      catchUp(since)
    } finally {
      if (mine === turn) loading = { ...loading, [end]: false }
      changed()
    }
  }

  async function loadQuote(seq: number): Promise<Message | null> {
    const read = await reader.message(seq)
    if (read === null) return null
    quotes.learn([read.value])
    quotes.fold(read.since)
    return quotes.get(seq) ?? read.value
  }

  async function readMembers(): Promise<void> {
    try {
      const read = await call(listMembers, { params: { room } })
      if (!closed) learnMembers(read.members)
    } catch (error) {
      // Read again when the connection is back; what there is stays.
      if (toFault(error).statusCode < 500) options.report(error)
    }
  }

  function learnMembers(next: readonly Member[]): void {
    members.learn(next)
    options.membersRead(next)
    changed()
  }

  begin().catch(options.report)

  const shown: OpenConversation = {
    get: store.get,
    subscribe: store.subscribe,
    ...writing.acts,
    loadBefore: () => extend('before'),
    loadAfter: () => extend('after'),
    async jumpTo(place) {
      const isHeld = () => 'seq' in place && stretch?.items.has(place.seq) === true
      // What is only stored is replaced as soon as the newest page comes.
      if ('seq' in place && isHeld() && isWhole()) return place.seq
      try {
        const isShown = await jump('seq' in place ? { around: place.seq } : { from: place.from })
        if (!isShown) return undefined
      } catch (error) {
        if (!isHeld()) throw error
      }
      if (stretch === undefined) return undefined
      if ('seq' in place) return nearest(stretch, place.seq)
      const { items, order } = stretch
      return order.find((seq) => (items.get(seq)?.at ?? 0) >= place.from) ?? order.at(-1) ?? 0
    },
    async jumpToNewest() {
      if (stretch?.reach === 'past') await show({})
    },
    read(seq) {
      options.read(seq, stretch === undefined ? undefined : unreadAfter(stretch, seq, me))
    },
    close() {
      if (closed) return
      writing.stop()
      cancelRetry()
      cancelKeep?.()
      if (cancelKeep !== undefined) keep()
      closed = true
      options.closed()
    },
  }

  return {
    shown,
    applied(entries) {
      reader.applied(entries)
      if (stretch !== undefined) fold(stretch, entries)
      quotes.fold(entries)
      changed()
    },
    marked(marks) {
      members.marked(marks)
      changed()
    },
    pendingChanged() {
      pending = pendingIn(outbox.inRoom(room))
      store.touch()
    },
    refused({ about }, why) {
      if (about === undefined) return
      writing.refused(about, why)
      store.touch()
    },
    isWhole,
    online() {
      quotes.retry()
      void readMembers()
      if (!isWhole()) renew()
    },
    membersChanged: () => void readMembers(),
    followed(cursor) {
      if (stretch?.reach === 'head' && stretch.upTo < cursor) renew()
    },
    reload() {
      if (stretch !== undefined) stretch.reach = 'stored'
      void showNewest()
    },
    gone(why) {
      turn += 1
      newestAwaited = false
      newestDue = false
      cancelRetry()
      stretch = undefined
      fault = why
      store.touch()
      kept.forget(room).catch(options.report)
    },
    find(seq) {
      const item = stretch?.items.get(seq)
      return item?.kind === 'message' ? item : undefined
    },
  }
}

/** How many messages of others come after a seq; undefined where not all of those are held. */
function unreadAfter(stretch: Stretch, seq: number, me: UserId): number | undefined {
  if (stretch.reach !== 'head' || (stretch.order[0] ?? 0) > seq) return undefined
  let count = 0
  for (const held of stretch.order) {
    const item = stretch.items.get(held)
    if (held > seq && item?.kind === 'message' && item.author !== me) count += 1
  }
  return count
}
