import { Fault, type Instant, type RoomId, type UserId } from '@stoa/contract/http'
import type { StreamMetadata } from '@stoa/contract/streams'
import { makeKey } from './key.ts'
import type { Needs } from './needs.ts'
import { deleteStream, insertStream, lockStream, saveKeyHash, saveStream } from './store.ts'
import { requireHost, type StoredStream } from './stream.ts'

/** What the room of a deleted stream is called, as a title may tell much. */
const deleted = 'Deleted stream'
/** A room's name is shorter than a title may be. */
const longestName = 100

interface Creating {
  readonly title: string
  readonly description: string
  readonly scheduledFor?: Instant | undefined
  readonly metadata: StreamMetadata
  readonly record: boolean
}

/** Sets a stream up with its room; gives its id. */
export async function createStream(
  { database, rooms, clock }: Pick<Needs, 'database' | 'rooms' | 'clock'>,
  { by: host, ...creating }: Creating & { readonly by: UserId },
): Promise<RoomId> {
  return database.transaction(async (tx) => {
    const { room: id } = await rooms.create(tx, {
      kind: 'stream',
      name: nameOf(creating.title),
      by: host,
      members: [{ user: host, role: 'owner' }],
    })
    const { scheduledFor = null, ...rest } = creating
    await insertStream(tx, { ...rest, id, host, scheduledFor, createdAt: clock() })
    return id
  })
}

interface Changing {
  readonly title?: string | undefined
  readonly description?: string | undefined
  readonly scheduledFor?: Instant | null | undefined
  readonly metadata?: StreamMetadata | undefined
}

/** Faults: NOT_FOUND, NOT_ALLOWED for anybody but its host. */
export async function changeStream(
  { database, rooms }: Pick<Needs, 'database' | 'rooms'>,
  { stream: id, by, change }: { readonly stream: RoomId; readonly by: UserId; readonly change: Changing },
): Promise<void> {
  await database.transaction(async (tx) => {
    const stream = requireHost(await lockStream(tx, id), by)
    const {
      title = stream.title,
      description = stream.description,
      scheduledFor = stream.scheduledFor,
      metadata = stream.metadata,
    } = change
    await saveStream(tx, { ...stream, title, description, scheduledFor, metadata })
    if (title !== stream.title) await rooms.change(tx, { room: id, by, name: nameOf(title) })
  })
}

/**
 * Deletes a stream that is not live: for everybody it is gone at once; what was written in its room and its recording follow by a job (T12).
 * Faults: NOT_FOUND, NOT_ALLOWED for anybody but its host, CONFLICT while it is live.
 */
export async function eraseStream(
  {
    database,
    rooms,
    jobs,
    eraseJob,
    onDeleted,
  }: Pick<Needs, 'database' | 'rooms' | 'jobs' | 'eraseJob' | 'onDeleted'>,
  { stream: id, by }: { readonly stream: RoomId; readonly by: UserId },
): Promise<void> {
  await database.transaction(async (tx) => {
    const stream = requireHost(await lockStream(tx, id), by)
    refuseLive(stream)
    await rooms.change(tx, { room: id, by, name: deleted, closed: true })
    await deleteStream(tx, id)
    await onDeleted?.(tx, id)
    await jobs.enqueue(tx, eraseJob, { stream: id })
  })
}

function refuseLive({ status }: StoredStream): void {
  if (status === 'live') throw new Fault('CONFLICT', 'It is live: end it first.')
}

/**
 * A new key; the old one is worth nothing any more. What the host's picture is published with ends: the old key may be what it was
 * published by. Whoever still may comes back by themselves. Faults: NOT_FOUND, NOT_ALLOWED for anybody but its host, GONE once it is over. */
export async function newKey(
  { database, random, engine }: Pick<Needs, 'database' | 'random' | 'engine'>,
  { stream: id, by }: { readonly stream: RoomId; readonly by: UserId },
): Promise<string> {
  const { key, stream } = await database.transaction(async (tx) => {
    const locked = requireHost(await lockStream(tx, id), by)
    if (locked.status === 'ended') throw new Fault('GONE', 'This stream is over.')
    const { key: made, hash } = makeKey(random)
    await saveKeyHash(tx, id, hash)
    return { key: made, stream: locked }
  })
  if (stream.publishers.includes(stream.host)) await engine.remove(id, stream.host)
  return key
}

function nameOf(title: string): string {
  return [...title].slice(0, longestName).join('')
}
