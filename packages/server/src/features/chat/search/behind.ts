import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Db } from '../../../platform/database/database.ts'
import { comparePlaces } from './place.ts'
import { findHighlights, type Query } from './query.ts'
import { type Place, readUnindexedMessages, type Searched } from './store.ts'

export interface Behind {
  /** The newest matches after a place, and how far down that is all of them: null for to the end. */
  after(
    place: Place | null,
    limit: number,
  ): Promise<{ readonly places: readonly Place[]; readonly floor: Place | null }>
}

/** Rows read at first, enough for a common word, and then at most: a page that needs more of them ends early. */
const reads = [500, 5_000] as const
/** Texts looked at before others get their turn: about 5 ms. */
const textsInTurn = 500

/** What the index does not know yet, searched in the timeline itself, newest first. */
export function createBehind(
  db: Db,
  query: Query,
  searched: readonly Searched[],
  from: Place | null,
): Behind {
  const found: Place[] = []
  let floor = from
  let ended = searched.length === 0
  let read = 0

  async function readMore(limit: number): Promise<void> {
    const rows = await readUnindexedMessages(db, { query, searched, after: floor, limit })
    for (const [index, { text, ...place }] of rows.entries()) {
      if (index % textsInTurn === textsInTurn - 1) await nextTurn()
      if (findHighlights(query, text) !== null) found.push(place)
      floor = place
    }
    ended = rows.length < limit
  }

  return {
    async after(place, limit) {
      const isAfter = (one: Place) => place === null || comparePlaces(place, one) < 0
      for (;;) {
        const places = found.filter(isAfter)
        const rows = reads[read]
        if (ended) return { places, floor: null }
        if (places.length >= limit || rows === undefined) return { places, floor }
        read += 1
        await readMore(rows)
      }
    },
  }
}
