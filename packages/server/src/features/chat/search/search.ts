import type { Hit } from '@stoa/contract/chat'
import { Fault, type RoomId, type UserId } from '@stoa/contract/http'
import type { Db } from '../../../platform/database/database.ts'
import type { Rooms } from '../../../rooms/index.ts'
import { readMessages } from '../items.ts'
import { createBehind } from './behind.ts'
import { newestMatches } from './newest.ts'
import { comparePlaces, placeKey, readCursor, writeCursor } from './place.ts'
import { findHighlights, parseQuery, type Query } from './query.ts'
import { type Place, readSearched, readUnindexedEdits, type Searched } from './store.ts'

export interface SearchRequest {
  readonly user: UserId
  readonly query: string
  readonly room?: RoomId | undefined
  /** `next` of the page before. */
  readonly before?: string | undefined
  readonly limit: number
}

export interface SearchPage {
  readonly hits: Hit[]
  readonly next: string | null
}

/** Candidates read beyond those asked for, since some may turn out not to match any more. */
const spare = 5
/** Batches of candidates one page looks at before it is given as it is, perhaps short, with where to go on. */
const maxRounds = 20
/** Edits behind the index that one page looks at. */
const maxEdits = 500

/**
 * Messages of the rooms this person may read now, as they are now (M6). The index only proposes: it runs behind the timeline,
 * so what it does not know yet is read from the timeline, and each candidate is checked against its text of this moment.
 *
 * @throws Fault NOT_FOUND where a room is named that they may not read, BAD_REQUEST for a foreign cursor
 */
export async function searchMessages(
  { db, rooms }: { readonly db: Db; readonly rooms: Pick<Rooms, 'items'> },
  request: SearchRequest,
): Promise<SearchPage> {
  const query = parseQuery(request.query)
  let after = request.before === undefined ? null : readCursor(request.before)
  const searched = await readSearched(db, request.user, request.room)
  if (request.room !== undefined && searched.length === 0) throw new Fault('NOT_FOUND')
  if (query.parts.length === 0) return { hits: [], next: null }

  const check = createCheck(db, rooms, query)
  const candidates = await createCandidates(db, { query, searched, check, from: after })
  const hits: { readonly hit: Hit; readonly place: Place }[] = []
  for (let round = 0; round < maxRounds; round++) {
    const wanted = request.limit + 1 - hits.length + spare
    const { places, floor } = await candidates(after, wanted)
    const checked = await check(places)
    for (const place of places) {
      const hit = checked.get(placeKey(place))
      if (hit === undefined) continue
      const last = hits.at(-1)
      if (hits.length === request.limit && last !== undefined)
        return { hits: hits.map((one) => one.hit), next: writeCursor(last.place) }
      hits.push({ hit, place })
    }
    after = places.length < wanted ? floor : (places.at(-1) ?? null)
    if (places.length < wanted) break
  }
  return { hits: hits.map((one) => one.hit), next: after === null ? null : writeCursor(after) }
}

type Check = (wanted: readonly { readonly room: RoomId; readonly seq: number }[]) => Promise<Map<string, Hit>>

/** Which of these messages match as they are now, by key. Each message is read once. */
function createCheck(db: Db, rooms: Pick<Rooms, 'items'>, query: Query): Check {
  const known = new Map<string, Hit | null>()
  return async (wanted) => {
    const unknown = wanted.filter((place) => !known.has(placeKey(place)))
    for (const place of unknown) known.set(placeKey(place), null)
    for (const { room, message } of await readMessages(rooms, db, unknown)) {
      // A deleted one has no text, in which nothing is found.
      const highlights = findHighlights(query, message.text)
      if (highlights !== null) known.set(placeKey({ room, seq: message.seq }), { room, message, highlights })
    }
    return new Map(
      wanted.flatMap((place) => {
        const hit = known.get(placeKey(place))
        return hit === undefined || hit === null ? [] : [[placeKey(place), hit]]
      }),
    )
  }
}

interface Candidates {
  /** That may match, newest first; fewer than asked for where there are no more above the floor. */
  readonly places: readonly Place[]
  /** Where another page has to go on, because this one has read enough; null where nothing is left. */
  readonly floor: Place | null
}

/** Gives the places after one, from the index and from what lies behind it. */
async function createCandidates(
  db: Db,
  {
    query,
    searched,
    check,
    from,
  }: {
    readonly query: Query
    readonly searched: readonly Searched[]
    readonly check: Check
    readonly from: Place | null
  },
) {
  const rooms = searched.map((one) => one.room)
  const entries = searched.reduce((sum, one) => sum + one.head, 0)
  const unindexed = searched.filter((one) => one.head > one.indexed)
  const behind = createBehind(db, query, unindexed, from)
  const edits =
    unindexed.length === 0
      ? []
      : await readUnindexedEdits(db, { query, searched: unindexed, limit: maxEdits })
  const edited = [...(await check(edits)).values()].map(
    ({ room, message }): Place => ({ at: message.at, room, seq: message.seq }),
  )

  return async (after: Place | null, limit: number): Promise<Candidates> => {
    const places = new Map<string, Place>()
    const add = (place: Place) => places.set(placeKey(place), place)
    for (const place of await newestMatches(db, { query, rooms, after, limit, entries })) add(place)
    const { places: unknown, floor } = await behind.after(after, limit)
    for (const place of unknown) add(place)
    for (const place of edited) if (after === null || comparePlaces(after, place) < 0) add(place)
    const sorted = [...places.values()].sort(comparePlaces)
    const sure = floor === null ? sorted : sorted.filter((place) => comparePlaces(place, floor) <= 0)
    return { places: sure.slice(0, limit), floor }
  }
}
