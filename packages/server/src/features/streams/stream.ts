import { Fault, type Instant, type RoomId, type UserId } from '@stoa/contract/http'
import type { Recording, StreamMetadata, StreamStatus } from '@stoa/contract/streams'
import type { Caller } from '../../platform/http/handler.ts'

/** A stream as it is stored. */
export interface StoredStream {
  readonly id: RoomId
  readonly host: UserId
  readonly cohosts: readonly UserId[]
  readonly title: string
  readonly description: string
  readonly status: StreamStatus
  readonly publishers: readonly UserId[]
  readonly scheduledFor: Instant | null
  readonly createdAt: Instant
  readonly startedAt: Instant | null
  readonly endedAt: Instant | null
  /** While nobody publishes: when it ends unless somebody comes back. */
  readonly dueAt: Instant | null
  readonly node: string | null
  readonly peak: number
  readonly metadata: StreamMetadata
  readonly facts: StreamMetadata
  readonly record: boolean
  readonly recording: Recording['status'] | null
  readonly parts: Recording['parts']
}

/** The most co-hosts (S7). */
export const mostCohosts = 9

export function mayPublish({ host, cohosts }: Pick<StoredStream, 'host' | 'cohosts'>, user: UserId): boolean {
  return host === user || cohosts.includes(user)
}

/** Faults: NOT_FOUND, NOT_ALLOWED for anybody but its host. */
export function requireHost<S extends StoredStream>(stream: S | undefined, user: UserId): S {
  if (stream === undefined) throw new Fault('NOT_FOUND')
  if (stream.host !== user) throw new Fault('NOT_ALLOWED', 'Only its host may do this.')
  return stream
}

/** Faults: NOT_FOUND, NOT_ALLOWED for anybody but its host and moderators. */
export function requireInCharge<S extends StoredStream>(
  stream: S | undefined,
  { user, role }: Pick<Caller, 'user' | 'role'>,
): S {
  if (stream !== undefined && (role === 'moderator' || role === 'admin')) return stream
  return requireHost(stream, user)
}
