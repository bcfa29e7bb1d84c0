import type { Creator } from '@stoa/contract/calls'
import { Fault, UserId } from '@stoa/contract/http'
import type { Db } from '../../../platform/database/database.ts'
import { foldName } from '../../accounts/index.ts'
import type { Needs } from '../needs.ts'
import { readCreator, readDirectory, type StoredCreator } from './store.ts'

export type DirectoryNeeds = Pick<Needs, 'database' | 'rooms' | 'accounts' | 'notifications' | 'clock'>

/** Milliseconds after which somebody who was seen is no longer taken for connected. What a page then shows is asked anew. */
const seenFor = 30_000

/** Creators by part of their name or headline, those who can be called first. */
export async function findCreators(
  needs: DirectoryNeeds,
  search: {
    readonly viewer: UserId
    readonly query: string | undefined
    readonly after: string | undefined
    readonly limit: number
  },
): Promise<{ creators: Creator[]; next: string | null }> {
  const { database, clock } = needs
  const now = clock()
  const found = await readDirectory(database.db, {
    viewer: search.viewer,
    query: foldName((search.query ?? '').replaceAll('\0', '')),
    after: search.after === undefined ? null : parsePlace(search.after),
    limit: search.limit + 1,
    now,
    seenSince: now - seenFor,
  })
  const page = found.slice(0, search.limit)
  const last = page.at(-1)
  return {
    creators: await toCreators(needs, database.db, page),
    next: found.length > page.length && last !== undefined ? `${last.rank} ${last.user}` : null,
  }
}

/** Faults: NOT_FOUND for who is no creator or has no page yet. */
export async function getCreator(
  needs: DirectoryNeeds,
  { user, viewer }: { readonly user: UserId; readonly viewer: UserId },
): Promise<Creator> {
  const { db } = needs.database
  const found = await readCreator(db, { user, viewer, now: needs.clock() })
  const [creator] = found === undefined ? [] : await toCreators(needs, db, [found])
  if (creator === undefined) throw new Fault('NOT_FOUND', 'There is no such creator.')
  return creator
}

async function toCreators(
  { rooms, accounts, notifications }: Pick<Needs, 'rooms' | 'accounts' | 'notifications'>,
  db: Db,
  stored: readonly StoredCreator[],
): Promise<Creator[]> {
  const ids = stored.map((creator) => creator.user)
  const profiles = await accounts.profiles(db, ids)
  const pushed = await notifications.reachable(db, ids)
  return Promise.all(
    stored.flatMap(async (creator) => {
      const { busy, stars, ratings, rank: _, ...page } = creator
      const { available } = page
      const profile = profiles.get(creator.user)
      const reachable = available && (pushed.has(creator.user) || (await rooms.online(creator.user)))
      return {
        ...page,
        name: profile?.name ?? '',
        picture: profile?.picture ?? '',
        availability: !available ? 'offline' : busy ? 'busy' : reachable ? 'online' : 'offline',
        rating: ratings === 0 ? null : stars / ratings,
        ratings,
      } as const
    }),
  )
}

function parsePlace(text: string): { rank: number; user: UserId } {
  const [rank = '', id = ''] = text.split(' ')
  const user = UserId.safeParse(id)
  if (!/^[0-2]$/.test(rank) || !user.success)
    throw new Fault('BAD_REQUEST', '`after` must be the `next` of a page.')
  return { rank: Number(rank), user: user.data }
}
