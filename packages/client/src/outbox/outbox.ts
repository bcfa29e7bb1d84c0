import { ClientId, Fault, type RoomId } from '@stoa/contract/http'
import type { Entry, Sent } from '@stoa/contract/rooms'
import * as z from 'zod'
import type { Store } from '../api.ts'
import type { Storage } from '../storage/storage.ts'
import { computed } from '../store/computed.ts'
import type { Tabs } from '../tabs/tabs.ts'
import type { Time } from '../time/time.ts'
import { createLane, type Lane } from './lane.ts'
import { Outgoing, type OutgoingState, outgoingKey } from './outgoing.ts'
import { createReceipts } from './receipts.ts'

export interface OutboxOptions {
  /** Whose things these are: they are sent as nobody else. */
  readonly user: string
  readonly storage: Storage
  readonly tabs: Tabs
  readonly time: Time
  readonly id: () => string
  readonly send: (outgoing: Outgoing) => Promise<Sent>
  /** Do this room's entries come back to us? Else a thing is forgotten once it is sent. */
  readonly returns: (room: RoomId) => boolean
  /** Things of this room have changed. */
  readonly changed: (room: RoomId) => void
  /** Refused for good. */
  readonly refused: (outgoing: Outgoing, fault: Fault) => void
  readonly report: (error: unknown) => void
}

export type NewOutgoing = Pick<Outgoing, 'room' | 'type' | 'body'> & {
  readonly about?: number | undefined
  readonly preview?: Outgoing['preview']
}

export interface Outbox {
  readonly counts: Store<{ readonly waiting: number; readonly failed: number }>
  /** Reads what was left from last time and begins to send. */
  start(): Promise<void>
  add(thing: NewOutgoing): Outgoing
  /** Settles once the server has it, or has refused it for good. */
  receipt(clientId: ClientId): Promise<Sent>
  /** Oldest first: what waits, what failed, and what was sent but has not come back yet. */
  inRoom(room: RoomId): readonly Outgoing[]
  /** Entries came back: those of ours need no place here any more, once they are shown from the timeline. */
  seen(room: RoomId, entries: readonly Entry[], where: 'shown' | 'not shown yet'): void
  /** Everything of the room up to this seq was read: what was sent before that needs no place here any more. */
  covered(room: RoomId, head: number): void
  retry(clientId: string): void
  discard(clientId: string): void
  /** What held things up may be over. */
  hurry(): void
  stop(): Promise<void>
}

/** What tabs tell each other. */
const Told = z.union([z.object({ outgoing: Outgoing }), z.object({ dropped: ClientId })])

/**
 * The queue of things to send (M9). Each is stored before anything can take it away and leaves the storage only when the
 * server has it; of the tabs that share a storage one sends and all of them show.
 */
export function createOutbox(options: OutboxOptions): Outbox {
  const { user, storage, tabs, time } = options
  const things = new Map<string, Outgoing>()
  const lanes = new Map<RoomId, Lane>()
  const receipts = createReceipts()
  const stopping = new AbortController()
  let sending = false
  let stop = () => {}
  let lastOrder = 0
  let stored: Promise<void> = Promise.resolve()
  const counts = computed(() => {
    const all = [...things.values()]
    return {
      waiting: all.filter((one) => one.state.status === 'waiting').length,
      failed: all.filter((one) => one.state.status === 'failed').length,
    }
  })
  const leaveTabs = tabs.listen((message) => {
    const told = Told.safeParse(message)
    if (!told.success) return
    if ('dropped' in told.data) forget(told.data.dropped)
    else hold(told.data.outgoing)
  })

  /** Writes follow one another, so that a thing is never stored again after it was deleted. */
  function keep(write: () => Promise<void>): void {
    stored = stored.then(write).catch(options.report)
  }

  function hold(thing: Outgoing): void {
    things.set(thing.clientId, thing)
    lastOrder = Math.max(lastOrder, thing.order)
    if (thing.state.status === 'sent') receipts.settle(thing.clientId, thing.state)
    if (thing.state.status === 'failed') receipts.refuse(thing.clientId, Fault.fromBody(thing.state.fault))
    told(thing.room)
    if (sending && thing.state.status === 'waiting') laneOf(thing.room).wake()
  }

  function forget(clientId: string): void {
    const thing = things.get(clientId)
    if (thing === undefined) return
    things.delete(clientId)
    told(thing.room)
  }

  function told(room: RoomId): void {
    counts.touch()
    options.changed(room)
  }

  function change(thing: Outgoing, state: OutgoingState): void {
    const next = { ...thing, state }
    const key = outgoingKey(user, thing)
    if (state.status === 'sent') keep(() => storage.delete('outbox', key))
    else keep(() => storage.put('outbox', key, next))
    tabs.tell({ outgoing: next })
    hold(next)
  }

  function drop(thing: Outgoing): void {
    keep(() => storage.delete('outbox', outgoingKey(user, thing)))
    tabs.tell({ dropped: thing.clientId })
    forget(thing.clientId)
  }

  function waiting(room: RoomId): Outgoing | undefined {
    let first: Outgoing | undefined
    for (const thing of things.values())
      if (thing.room === room && thing.state.status === 'waiting' && thing.order < (first?.order ?? Infinity))
        first = thing
    return first
  }

  function laneOf(room: RoomId): Lane {
    const found = lanes.get(room)
    if (found !== undefined) return found
    const lane = createLane({
      time,
      next: () => waiting(room),
      send: options.send,
      sent: (thing, receipt) => {
        // It may have come back, or been taken back, before it was acknowledged.
        const held = things.get(thing.clientId)
        if (held === undefined) return receipts.settle(thing.clientId, receipt)
        change(held, { status: 'sent', ...receipt })
        if (!options.returns(thing.room)) forget(thing.clientId)
      },
      refused: (thing, fault) => {
        // Thrown away while it was on its way: whoever did that wants to hear no more of it.
        const held = things.get(thing.clientId)
        if (held === undefined) return
        change(held, { status: 'failed', fault: fault.toBody() })
        options.refused(thing, fault)
      },
    })
    lanes.set(room, lane)
    return lane
  }

  async function load(): Promise<void> {
    for (const value of await storage.list('outbox', `${user}/`)) {
      const thing = Outgoing.safeParse(value)
      if (thing.success && !things.has(thing.data.clientId)) hold(thing.data)
    }
  }

  /** Sends for as long as this tab lives; the other tabs wait here for their turn. */
  async function serve(): Promise<void> {
    await load()
    if (stopping.signal.aborted) return
    sending = true
    for (const thing of things.values()) if (thing.state.status === 'waiting') laneOf(thing.room).wake()
    await new Promise<void>((resolve) => {
      stop = resolve
    })
  }

  return {
    counts,
    async start() {
      await load()
      tabs.exclusive(`outbox/${user}`, serve, stopping.signal).catch((error: unknown) => {
        if (!stopping.signal.aborted) options.report(error)
      })
    },
    add(thing) {
      const at = time.now()
      lastOrder = Math.max(lastOrder + 1, at * 1000)
      const { room, type, body, about, preview } = thing
      const outgoing: Outgoing = {
        clientId: ClientId.parse(options.id()),
        order: lastOrder,
        room,
        type,
        body,
        at,
        state: { status: 'waiting' },
        ...(about === undefined ? {} : { about }),
        ...(preview === undefined ? {} : { preview }),
      }
      keep(() => storage.put('outbox', outgoingKey(user, outgoing), outgoing))
      tabs.tell({ outgoing })
      hold(outgoing)
      return outgoing
    },
    receipt: receipts.of,
    inRoom: (room) =>
      [...things.values()].filter((thing) => thing.room === room).sort((a, b) => a.order - b.order),
    seen(room, entries, where) {
      for (const entry of entries) {
        const thing = entry.clientId === null ? undefined : things.get(entry.clientId)
        if (thing === undefined || thing.room !== room || entry.author !== user) continue
        const { seq, at } = entry
        if (where === 'not shown yet') change(thing, { status: 'sent', seq, at })
        else {
          receipts.settle(thing.clientId, { seq, at })
          drop(thing)
        }
      }
    },
    covered(room, head) {
      for (const thing of [...things.values()])
        if (thing.room === room && thing.state.status === 'sent' && thing.state.seq <= head)
          forget(thing.clientId)
    },
    retry(clientId) {
      const thing = things.get(clientId)
      if (thing?.state.status === 'failed') change(thing, { status: 'waiting' })
    },
    discard(clientId) {
      const thing = things.get(clientId)
      if (thing === undefined) return
      drop(thing)
      receipts.refuse(clientId, new Fault('GONE', 'This was discarded.'))
    },
    hurry() {
      for (const lane of lanes.values()) lane.hurry()
    },
    async stop() {
      sending = false
      for (const lane of lanes.values()) lane.stop()
      leaveTabs()
      stopping.abort()
      stop()
      receipts.close()
      await stored
    },
  }
}
