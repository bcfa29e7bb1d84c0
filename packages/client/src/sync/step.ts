import { type Entry, replayLimit } from '@stoa/contract/rooms'
import type { Link, RoomSync, Step, SyncEffect, SyncEvent } from './room-sync.ts'

export interface SyncLimits {
  /** The most entries one answer holds. */
  readonly replay: number
  /** Further behind than this, catching up entry by entry is not worth it: the room is read anew. */
  readonly far: number
  /** The most entries kept waiting for those before them; what is above is asked for later. */
  readonly early: number
}

const usual: SyncLimits = { replay: replayLimit, far: 10 * replayLimit, early: 4 * replayLimit }

/** What an event makes of a room's state, and what is to be done about it. Pure: all of T5, T6 and T7 of a client is here. */
export function step(state: RoomSync, event: SyncEvent, limits: SyncLimits = usual): Step {
  if ('turn' in event && event.turn !== state.turn) return { state, effects: [] }
  switch (event.type) {
    case 'connected':
      return subscribe({ ...state, early: new Map() })
    case 'disconnected':
      return { state: enter({ ...state, early: new Map(), failures: 0 }, { at: 'offline' }), effects: [] }
    case 'entries':
      return hears(state) ? repaired(take(state, event.entries, limits)) : { state, effects: [] }
    case 'head':
      return headed(state, event.head)
    case 'subscribed':
      return subscribed(state, event, limits)
    case 'history':
      return answered(state, event.entries, limits)
    case 'page':
      return paged(state, event, limits)
    case 'reloaded':
      return subscribe({ ...state, cursor: event.cursor, head: event.cursor, early: new Map() })
    case 'failed':
      return event.gone
        ? { state: enter(state, { at: 'gone' }), effects: [{ type: 'gone' }] }
        : pause(state, event.retryAfter)
    case 'due':
      return due(state, limits)
  }
}

/** Whatever was asked in the state before has no say in this one. */
function enter(state: RoomSync, link: Link): RoomSync {
  return { ...state, link, turn: state.turn + 1 }
}

function hears({ link }: RoomSync): boolean {
  return link.at !== 'offline' && link.at !== 'reloading' && link.at !== 'gone'
}

function subscribe(state: RoomSync): Step {
  const next = enter(state, { at: 'subscribing', after: state.cursor })
  return { state: next, effects: [{ type: 'subscribe', turn: next.turn, after: state.cursor }] }
}

function page(state: RoomSync): Step {
  const next = enter(state, { at: 'paging' })
  return { state: next, effects: [{ type: 'page', turn: next.turn, after: state.cursor }] }
}

function reload(state: RoomSync): Step {
  const next = enter({ ...state, early: new Map() }, { at: 'reloading' })
  return { state: next, effects: [{ type: 'reload', turn: next.turn }] }
}

function pause(state: RoomSync, milliseconds?: number): Step {
  const next = { ...enter(state, { at: 'pausing' }), failures: state.failures + 1 }
  const again = { for: 'again', attempt: state.failures } as const
  const wait = milliseconds === undefined ? again : { ...again, milliseconds }
  return { state: next, effects: [{ type: 'pause', turn: next.turn, wait }] }
}

function after(effects: readonly SyncEffect[], next: Step): Step {
  return { state: next.state, effects: [...effects, ...next.effects] }
}

/** Applies what is next and keeps what is early (T6). */
function take(state: RoomSync, entries: readonly Entry[], limits: SyncLimits): Step {
  let { cursor, head } = state
  const ready: Entry[] = []
  let early = state.early
  for (const entry of entries) {
    if (entry.seq > head) head = entry.seq
    if (entry.seq === cursor + 1) {
      ready.push(entry)
      cursor = entry.seq
    } else if (entry.seq > cursor && early.size < limits.early) {
      early = new Map(early).set(entry.seq, entry)
    }
  }
  if (early.size > 0) {
    const waiting = new Map(early)
    for (let next = waiting.get(cursor + 1); next !== undefined; next = waiting.get(cursor + 1)) {
      ready.push(next)
      cursor = next.seq
    }
    for (const seq of waiting.keys()) if (seq <= cursor) waiting.delete(seq)
    early = waiting
  }
  const effects: SyncEffect[] = ready.length === 0 ? [] : [{ type: 'apply', entries: ready }]
  return { state: { ...state, cursor, head, early }, effects }
}

/** Sees to it that a live room that misses something asks for it, unless it comes by itself very soon. */
function repaired({ state, effects }: Step): Step {
  if (state.link.at !== 'live' || state.link.repair !== 'none' || state.head <= state.cursor)
    return { state, effects }
  const next: RoomSync = { ...state, link: { at: 'live', repair: 'due' } }
  return { state: next, effects: [...effects, { type: 'pause', turn: next.turn, wait: { for: 'arriving' } }] }
}

function askForMissing(state: RoomSync, limits: SyncLimits): Step {
  const firstEarly = state.early.size === 0 ? state.head + 1 : Math.min(...state.early.keys())
  const to = Math.min(firstEarly - 1, state.cursor + limits.replay)
  const next: RoomSync = { ...state, link: { at: 'live', repair: 'asked' } }
  return { state: next, effects: [{ type: 'history', turn: next.turn, from: state.cursor + 1, to }] }
}

function headed(state: RoomSync, head: number): Step {
  if (state.link.at !== 'live') return { state, effects: [] }
  // Perhaps it is only an old head that came late; what `subscribe` answers is certain (T7).
  if (head < state.cursor) return subscribe(state)
  return repaired({ state: { ...state, head: Math.max(state.head, head) }, effects: [] })
}

function subscribed(
  state: RoomSync,
  reply: { readonly head: number; readonly behind: boolean },
  limits: SyncLimits,
): Step {
  if (state.link.at !== 'subscribing') return { state, effects: [] }
  if (reply.head < state.link.after) return reload(state)
  if (reply.behind) return reply.head - state.cursor > limits.far ? reload(state) : page(state)
  const early = new Map([...state.early].filter(([seq]) => seq <= reply.head))
  const head = Math.max(reply.head, state.cursor)
  const live: RoomSync = { ...state, early, head, failures: 0, link: { at: 'live', repair: 'none' } }
  return repaired({ state: live, effects: [] })
}

function answered(state: RoomSync, entries: readonly Entry[], limits: SyncLimits): Step {
  if (state.link.at !== 'live' || state.link.repair !== 'asked') return { state, effects: [] }
  const taken = take({ ...state, link: { at: 'live', repair: 'none' } }, entries, limits)
  if (taken.state.head <= taken.state.cursor) return taken
  if (taken.state.cursor > state.cursor) return after(taken.effects, askForMissing(taken.state, limits))
  // The server has not what we thought there was.
  return after(taken.effects, pause(taken.state))
}

function paged(
  state: RoomSync,
  reply: { readonly entries: readonly Entry[]; readonly head: number },
  limits: SyncLimits,
): Step {
  if (state.link.at !== 'paging') return { state, effects: [] }
  if (reply.head < state.cursor) return reload(state)
  const taken = take(state, reply.entries, limits)
  if (reply.head - taken.state.cursor <= limits.replay / 2)
    return after(taken.effects, subscribe(taken.state))
  if (taken.state.cursor > state.cursor) return after(taken.effects, page(taken.state))
  return after(taken.effects, pause(taken.state))
}

function due(state: RoomSync, limits: SyncLimits): Step {
  if (state.link.at === 'pausing') return subscribe(state)
  if (state.link.at !== 'live' || state.link.repair !== 'due') return { state, effects: [] }
  if (state.head > state.cursor) return askForMissing(state, limits)
  return { state: { ...state, link: { at: 'live', repair: 'none' } }, effects: [] }
}
