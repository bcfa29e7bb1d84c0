import { Fault, type RoomId, type UserId } from '@stoa/contract/http'
import type { Entry } from '@stoa/contract/rooms'
import type { Db } from '../../platform/database/database.ts'
import type { Appended, EntryRule } from '../rules.ts'
import { judge } from './judge.ts'
import { OpenRoom, toRows, type Written } from './open-room.ts'
import type { Outcome, Pending } from './pending.ts'
import { createRoleMemory, type RoleMemory } from './roles.ts'
import type { RememberedRoom, RoomMemory } from './room-memory.ts'
import {
  insertEntries,
  type LockedRoom,
  lockRooms,
  readEntriesAt,
  readRepeats,
  readRoles,
  toEntry,
} from './store.ts'

export interface CommitOptions {
  readonly now: number
  /**
   * Look for earlier sends with the same client ids first. Without it a repeat breaks the unique index and with it the
   * transaction: cheaper, as almost nothing is a repeat, if the caller then runs it again with this on.
   */
  readonly findRepeats: boolean
  /** What is remembered of members' roles; without it they are read. */
  readonly roles?: RoleMemory
  /** What is remembered of the rooms, to be remembered on. */
  readonly known?: RoomMemory
}

/**
 * Appends entries to their rooms inside `tx`, in the order given (T1). Each is judged by itself: a refusal changes nothing
 * for the others. Holds the rooms' locks until `tx` ends, which is what makes seq gapless across nodes. Gives what became of each,
 * and the rooms as they are once `tx` has committed.
 */
export async function commitEntries(
  tx: Db,
  pendings: readonly Pending[],
  options: CommitOptions,
): Promise<{ outcomes: Outcome[]; rooms: RememberedRoom[] }> {
  const ids = [...new Set(pendings.map((pending) => pending.room))].sort()
  const rooms = new Map((await lockRooms(tx, ids)).map((room) => [room.id, new OpenRoom(room)]))
  // What follows is read after the locks are held, so no other node can have changed it since.
  const facts = await readFacts(tx, pendings, rooms, options)
  const written: Written[] = []
  const outcomes = pendings.map((pending): Outcome => {
    try {
      const key = repeatKey(pending)
      const repeat = key === null ? undefined : facts.repeats.get(key)
      if (repeat !== undefined) return { status: 'repeated', ...repeat }
      const room = rooms.get(pending.room)
      if (room === undefined) throw new Fault('NOT_FOUND')
      const place = pending.about === null ? null : pairKey(room.row.id, pending.about)
      const target = place === null ? undefined : facts.targets.get(place)
      judge(pending, room.row, { roles: facts.roles, target: target ?? null })
      const entry = room.place(pending, options.now)
      // For those after it: its rule empties the target only once all are written (T12).
      if (place !== null && target !== undefined && pending.rule.type.empties === true)
        facts.targets.set(place, { ...target, body: null })
      written.push({ pending, entry, counted: room.counted })
      if (key !== null) facts.repeats.set(key, { seq: entry.seq, at: entry.at })
      return { status: 'appended', entry }
    } catch (error) {
      if (error instanceof Fault) return { status: 'refused', fault: error }
      throw error
    }
  })
  if (!options.findRepeats) await findRepeatsAmongRefused(tx, pendings, outcomes)
  if (written.length > 0) {
    const changed = [...rooms.values()].filter((room) => room.head > room.row.head)
    await insertEntries(
      tx,
      toRows(written),
      changed.map((room) => room.advanced()),
    )
    await applyRules(tx, written)
  }
  const applied = new Set(
    written.filter(({ pending }) => pending.rule.apply !== undefined).map(({ pending }) => pending.room),
  )
  return {
    outcomes,
    rooms: [...rooms.values()].map((room) => ({
      row: room.advanced(),
      // What a rule did besides may have emptied one.
      targets: applied.has(room.row.id)
        ? new Map()
        : targetsIn(room.row, facts.targets, options.known?.recall(room.row.id)),
    })),
  }
}

/** What may be remembered of the entries others are about: those just read, and those remembered if nothing happened since. */
function targetsIn(
  row: LockedRoom,
  read: Facts['targets'],
  known: RememberedRoom | undefined,
): ReadonlyMap<number, Entry> {
  const kept = known?.row.head === row.head && known.targets.size < targetsKept ? known.targets : []
  const targets = new Map(kept)
  for (const [key, entry] of read) if (key.startsWith(row.id)) targets.set(entry.seq, entry)
  return targets
}

const targetsKept = 64

interface Facts {
  readonly roles: RoleMemory
  readonly targets: Map<string, Entry>
  readonly repeats: Map<string, { readonly seq: number; readonly at: number }>
}

async function readFacts(
  tx: Db,
  pendings: readonly Pending[],
  rooms: ReadonlyMap<RoomId, OpenRoom>,
  { findRepeats, roles = createRoleMemory() }: CommitOptions,
): Promise<Facts> {
  const unknown = new Map<string, { room: RoomId; user: UserId }>()
  const targets = new Map<string, { room: RoomId; seq: number }>()
  for (const { room, sender, about } of pendings) {
    const version = rooms.get(room)?.row.members_version
    if (sender !== null && version !== undefined && roles.recall(room, version, sender.user) === undefined)
      unknown.set(pairKey(room, sender.user), { room, user: sender.user })
    if (about !== null) targets.set(pairKey(room, about), { room, seq: about })
  }
  const pairs = [...unknown.values()]
  const places = [...targets.values()]
  if (pairs.length > 0) {
    const found = await readRoles(tx, {
      rooms: pairs.map((pair) => pair.room),
      users: pairs.map((pair) => pair.user),
    })
    for (const row of found) {
      const version = rooms.get(row.room_id)?.row.members_version
      if (version !== undefined) roles.remember(row.room_id, version, row.user_id, row.role)
    }
  }
  const rows =
    places.length === 0
      ? []
      : await readEntriesAt(tx, {
          rooms: places.map((place) => place.room),
          seqs: places.map((place) => place.seq),
        })
  return {
    roles,
    targets: new Map(rows.map((row) => [pairKey(row.room_id, row.seq), toEntry(row)])),
    repeats: findRepeats ? await findEarlier(tx, pendings) : new Map(),
  }
}

/**
 * What was fine the first time may be refused by now: its target is gone, the room closed. A repeat is a repeat all the same
 * (T4). Strangers are told nothing, whatever they sent once.
 */
async function findRepeatsAmongRefused(
  tx: Db,
  pendings: readonly Pending[],
  outcomes: Outcome[],
): Promise<void> {
  const doubtful = pendings.filter((pending, index) => {
    const outcome = outcomes[index]
    return pending.clientId !== null && outcome?.status === 'refused' && outcome.fault.code !== 'NOT_FOUND'
  })
  if (doubtful.length === 0) return
  const earlier = await findEarlier(tx, doubtful)
  for (const [index, pending] of pendings.entries()) {
    const key = repeatKey(pending)
    const repeat = key === null ? undefined : earlier.get(key)
    if (repeat !== undefined && outcomes[index]?.status === 'refused')
      outcomes[index] = { status: 'repeated', ...repeat }
  }
}

async function findEarlier(tx: Db, pendings: readonly Pending[]): Promise<Facts['repeats']> {
  const sends = pendings.filter((pending) => pending.clientId !== null)
  const rows = await readRepeats(tx, {
    rooms: sends.map((send) => send.room),
    authors: sends.map((send) => send.author),
    clientIds: sends.map((send) => send.clientId),
  })
  return new Map(
    rows.map((row) => [`${row.room_id}/${row.author}/${row.client_id}`, { seq: row.seq, at: row.at }]),
  )
}

/** What makes two sends the same one (T4). */
export function repeatKey({ room, author, clientId }: Pending): string | null {
  return clientId === null ? null : `${room}/${author}/${clientId}`
}

function pairKey(room: RoomId, other: UserId | number): string {
  return `${room}/${other}`
}

async function applyRules(tx: Db, written: readonly Written[]): Promise<void> {
  const byRule = new Map<EntryRule, Appended[]>()
  for (const { pending, entry } of written) {
    if (pending.rule.apply === undefined) continue
    const appended = byRule.get(pending.rule) ?? []
    appended.push({ room: pending.room, entry })
    byRule.set(pending.rule, appended)
  }
  for (const [rule, appended] of byRule) await rule.apply?.(tx, appended)
}
