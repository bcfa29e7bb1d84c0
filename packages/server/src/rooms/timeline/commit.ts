import { Fault, type RoomId, type UserId } from '@stoa/contract/http'
import type { Entry } from '@stoa/contract/rooms'
import type { Db } from '../../platform/database/database.ts'
import { requireKind } from '../registry.ts'
import type { Appended, EntryRule } from '../rules.ts'
import type { Outcome, Pending } from './pending.ts'
import { createRoleMemory, type RoleMemory } from './roles.ts'
import {
  insertEntries,
  type LockedRoom,
  lockRooms,
  type RoomAdvance,
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
}

/**
 * Appends entries to their rooms inside `tx`, in the order given (T1). Each is judged by itself: a refusal changes nothing
 * for the others. Holds the rooms' locks until `tx` ends, which is what makes seq gapless across nodes.
 */
export async function commitEntries(
  tx: Db,
  pendings: readonly Pending[],
  options: CommitOptions,
): Promise<Outcome[]> {
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
      judge(pending, room.row, facts)
      const entry = room.place(pending, options.now)
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
    const advanced = [...rooms.values()].filter((room) => room.head > room.row.head)
    await insertEntries(
      tx,
      `[${written.map(toRow).join()}]`,
      advanced.map((room) => room.advance()),
    )
    await applyRules(tx, written)
  }
  return outcomes
}

interface Written {
  readonly pending: Pending
  readonly entry: Entry
  readonly counted: number
}

interface Facts {
  readonly roles: RoleMemory
  readonly targets: ReadonlyMap<string, Entry>
  readonly repeats: Map<string, { readonly seq: number; readonly at: number }>
}

/** A locked room with the counters it will have. */
class OpenRoom {
  readonly row: LockedRoom
  head: number
  counted: number
  private latest: number | null
  private lastAt: number
  private activeAt: number

  constructor(row: LockedRoom) {
    this.row = row
    this.head = row.head
    this.counted = row.counted
    this.latest = row.latest
    this.lastAt = row.last_at
    this.activeAt = row.active_at
  }

  place({ rule, author, about, clientId, body }: Pending, now: number): Entry {
    this.head += 1
    this.lastAt = Math.max(this.lastAt, now)
    if (rule.type.counts) {
      this.counted += 1
      this.latest = this.head
      this.activeAt = this.lastAt
    }
    return { seq: this.head, type: rule.type.name, author, about, at: this.lastAt, clientId, body }
  }

  advance(): RoomAdvance {
    const { head, counted, latest, lastAt, activeAt } = this
    return { id: this.row.id, head, counted, latest, lastAt, activeAt }
  }
}

/** Whether this may be appended. Refuses a stranger exactly as it refuses a room that is not there (T8). */
function judge(pending: Pending, room: LockedRoom, facts: Facts): void {
  const { rule, sender, about } = pending
  if (sender === null) return
  const role = facts.roles.recall(room.id, room.members_version, sender.user)
  if (role === undefined) throw new Fault('NOT_FOUND')
  if (room.closed) throw new Fault('ROOM_CLOSED')
  requireKind(rule, room.kind)
  const target = about === null ? null : (facts.targets.get(pairKey(room.id, about)) ?? null)
  if (rule.type.about === 'required' && target === null)
    throw new Fault('NOT_FOUND', `\`about\` must name an entry of the room for ${rule.type.name}.`)
  if (rule.type.about === 'none' && about !== null)
    throw new Fault('BAD_REQUEST', `${rule.type.name} is not about another entry: leave \`about\` out.`)
  rule.check?.(pending.body, { room, sender, role, about: target })
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

function repeatKey({ room, author, clientId }: Pending): string | null {
  return clientId === null ? null : `${room}/${author}/${clientId}`
}

function pairKey(room: RoomId, other: UserId | number): string {
  return `${room}/${other}`
}

/** A row of {@link insertEntries}. The body is JSON text already, so it goes in as it is. */
function toRow({ pending: { room, json }, entry, counted }: Written): string {
  const { seq, type, author, about, at, clientId } = entry
  const head = JSON.stringify({ room_id: room, seq, type, author, about, at, client_id: clientId, counted })
  return `${head.slice(0, -1)},"body":${json}}`
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
