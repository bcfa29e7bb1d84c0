import type { changeCreator } from '@stoa/contract/calls'
import type { RouteBody, UserId } from '@stoa/contract/http'
import { sql } from 'kysely'
import type { Db } from '../../../platform/database/database.ts'

/** What somebody tells of themselves as a creator. */
export type Page = RouteBody<typeof changeCreator>

/** A creator as stored; who is in a call is `busy`. */
export interface StoredCreator extends Page {
  readonly user: UserId
  readonly busy: boolean
  /** Sum and number of the stars given. */
  readonly stars: number
  readonly ratings: number
  readonly demo: boolean
  /** Where they stand in the directory: 0 for who can be called, 1 for who is in a call, 2 for others. */
  readonly rank: number
}

/** Writes somebody's page. */
export async function savePage(db: Db, user: UserId, page: Page): Promise<void> {
  await sql`
    INSERT INTO creators (user_id, headline, about, schedule, rate, audio, video, available)
    VALUES (${user}, ${page.headline}, ${page.about}, ${page.schedule}, ${page.rate}, ${page.audio}, ${page.video},
      ${page.available})
    ON CONFLICT (user_id) DO UPDATE SET headline = excluded.headline, about = excluded.about,
      schedule = excluded.schedule, rate = excluded.rate, audio = excluded.audio, video = excluded.video,
      available = excluded.available`.execute(db)
}

/** Whom a call would reach, with what decides whether it may. */
export interface Callee {
  readonly rate: number
  readonly audio: boolean
  readonly video: boolean
  readonly available: boolean
  readonly demo: boolean
  readonly callerDemo: boolean
  /** Are they, and is the caller, in a call? */
  readonly busy: boolean
  readonly callerBusy: boolean
}

/** Undefined for who is no creator, has no page, or is banned. */
export async function readCallee(
  tx: Db,
  { creator, caller, now }: { readonly creator: UserId; readonly caller: UserId; readonly now: number },
): Promise<Callee | undefined> {
  const { rows } = await sql<Callee>`
    SELECT c.rate, c.audio, c.video, c.available, u.demo, by.demo AS "callerDemo",
      EXISTS (SELECT 1 FROM call_parties p WHERE p.user_id = c.user_id) AS busy,
      EXISTS (SELECT 1 FROM call_parties p WHERE p.user_id = by.id) AS "callerBusy"
    FROM creators c
    JOIN users u ON u.id = c.user_id AND u.role = 'creator' AND coalesce(u.banned_until, 0) <= ${now}
    JOIN users by ON by.id = ${caller}
    WHERE c.user_id = ${creator}`.execute(tx)
  return rows[0]
}

/** Creators that `viewer` may call, by what `where` says of them (`c` the page, `u` the account, `busy`), in the directory's order. */
function creatorsFor(viewer: UserId, now: number, seenSince: number) {
  return sql`
    SELECT c.user_id AS "user", c.headline, c.about, c.schedule, c.rate, c.audio, c.video, c.available, c.stars, c.ratings,
      u.demo, u.name_folded, busy.user_id IS NOT NULL AS busy,
      CASE WHEN NOT c.available THEN 2 WHEN busy.user_id IS NOT NULL THEN 1
        WHEN seen.at > ${seenSince} OR EXISTS (SELECT 1 FROM push_subscriptions p WHERE p.user_id = c.user_id) THEN 0
        ELSE 2 END AS rank
    FROM creators c
    JOIN users u ON u.id = c.user_id AND u.role = 'creator' AND coalesce(u.banned_until, 0) <= ${now}
    JOIN users viewer ON viewer.id = ${viewer} AND viewer.demo = u.demo
    LEFT JOIN call_parties busy ON busy.user_id = c.user_id
    LEFT JOIN last_seen seen ON seen.user_id = c.user_id`
}

export interface DirectoryPage {
  readonly viewer: UserId
  /** Folded; finds part of a name or of the headline. */
  readonly query: string
  readonly after: { readonly rank: number; readonly user: UserId } | null
  readonly limit: number
  readonly now: number
  /** Who was seen after this counts as connected. */
  readonly seenSince: number
}

export async function readDirectory(db: Db, page: DirectoryPage): Promise<StoredCreator[]> {
  const { viewer, query, after, limit, now, seenSince } = page
  const pattern = `%${query.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`
  const beyond =
    after === null
      ? sql`true`
      : sql`(rank, name_folded, "user") > (${after.rank}::integer, (SELECT name_folded FROM users WHERE id = ${after.user}), ${after.user}::uuid)`
  const { rows } = await sql<StoredCreator>`
    SELECT * FROM (${creatorsFor(viewer, now, seenSince)}) AS creator
    WHERE (name_folded LIKE ${pattern} OR lower(headline) LIKE ${pattern}) AND ${beyond}
      AND NOT EXISTS (SELECT 1 FROM blocks b WHERE (b.by_user, b.user_id) IN ((${viewer}::uuid, "user"), ("user", ${viewer}::uuid)))
    ORDER BY rank, name_folded, "user" LIMIT ${limit}`.execute(db)
  return rows
}

/** One creator as this viewer may see them; also oneself. */
export async function readCreator(
  db: Db,
  { user, viewer, now }: { readonly user: UserId; readonly viewer: UserId; readonly now: number },
): Promise<StoredCreator | undefined> {
  const { rows } = await sql<StoredCreator>`
    SELECT * FROM (${creatorsFor(viewer, now, now)}) AS creator WHERE "user" = ${user}`.execute(db)
  return rows[0]
}

/** Those of these people who have a page. */
export async function readPages(db: Db, users: readonly UserId[]): Promise<Set<UserId>> {
  const { rows } = await sql<{ user: UserId }>`
    SELECT user_id AS "user" FROM creators WHERE user_id = ANY(${users}::uuid[])`.execute(db)
  return new Set(rows.map(({ user }) => user))
}
