import { momentFound, momentGrown } from '@stoa/contract/emotes'
import { Fault, type Instant, type RoomId } from '@stoa/contract/http'
import type { Db } from '../../../platform/database/database.ts'
import type { Rooms } from '../../../rooms/index.ts'
import type { Result } from '../log/log.ts'
import type { Minute, StoredMoment, StoredStream } from './store.ts'
import type { StreamUnderAnalysis, Wanted } from './stream.ts'

/** A stream of a shard, with when it was last heard of, and when each of its moments was last told. */
export interface Followed {
  readonly under: StreamUnderAnalysis
  heardAt: Instant
  readonly toldAt: Map<string, Instant>
  late: number
}

/** What is to be written of one stream. */
export interface Work {
  readonly followed: Followed
  readonly moments: readonly Wanted[]
  readonly minutes: readonly Minute[]
  readonly state: StoredStream | null
}

/** What was told of it. */
export interface Told {
  readonly stream: RoomId
  readonly moments: readonly { readonly key: string; readonly stored: StoredMoment; readonly kind: string }[]
  /** Its room is not there. */
  readonly gone: boolean
}

/** Milliseconds between two updates of one moment, unless it becomes final. */
const updates = 1000

/** What is to be written now: new and final moments at once, others not too often. Null for nothing. */
export function workOf(followed: Followed, now: Instant): Work | null {
  const { under, toldAt } = followed
  const moments = under
    .wanted()
    .filter(
      ({ key, moment, stored }) =>
        stored === null || moment.final || now - (toldAt.get(key) ?? Number.NEGATIVE_INFINITY) >= updates,
    )
  const work = { followed, moments, minutes: [...under.minutes], state: under.unsaved() }
  return moments.length + work.minutes.length === 0 && work.state === null ? null : work
}

/** Appends what is to be told of one stream to its timeline. */
export async function tell(tx: Db, rooms: Pick<Rooms, 'append'>, { followed, moments }: Work): Promise<Told> {
  const { stream } = followed.under
  const told: { key: string; stored: StoredMoment; kind: string }[] = []
  try {
    for (const { key, moment, stored } of moments) {
      const entry = { room: stream, author: null, body: moment }
      const seq = stored?.seq ?? (await rooms.append(tx, { ...entry, type: momentFound.name })).seq
      if (stored !== null) await rooms.append(tx, { ...entry, type: momentGrown.name, about: seq })
      told.push({ key, stored: { moment, seq }, kind: kindOf(moment, stored) })
    }
    return { stream, moments: told, gone: false }
  } catch (error) {
    // The kernel knows before it writes that a room is not there, so the transaction is as good as before.
    if (error instanceof Fault && error.code === 'NOT_FOUND') return { stream, moments: [], gone: true }
    throw error
  }
}

/** Says to a stream that its work was written. */
export function settle(work: Work, { moments, gone }: Told, now: Instant): void {
  const { under, toldAt } = work.followed
  under.saved({ moments, minutes: work.minutes.length, stream: work.state })
  if (gone) under.forgetMoments()
  for (const { key, stored } of moments) {
    if (stored.moment.final) toldAt.delete(key)
    else toldAt.set(key, now)
  }
}

function kindOf({ final, withdrawn }: StoredMoment['moment'], stored: StoredMoment | null): string {
  if (withdrawn === true) return 'withdrawn'
  if (final) return 'final'
  return stored === null ? 'found' : 'grown'
}

/** The same, for whoever follows the aggregated topic. */
export function resultsOf(told: readonly Told[], minutes: readonly Minute[]): Result[] {
  return [
    ...told.flatMap(({ stream, moments }) =>
      moments.map(({ stored: { moment, seq } }) => ({ stream, result: { kind: 'moment', seq, ...moment } })),
    ),
    ...minutes.map(({ stream, at, counts }) => ({ stream, result: { kind: 'minute', at, counts } })),
  ]
}
