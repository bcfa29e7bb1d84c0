import { Email, type Profile, type Role } from '@stoa/contract/accounts'
import { Fault, UserId } from '@stoa/contract/http'
import { sql } from 'kysely'
import type { Db } from '../../../platform/database/database.ts'
import type { Rooms } from '../../../rooms/rooms.ts'
import { readProfiles } from '../profile.ts'
import { foldName } from './fold.ts'

export interface DirectoryQuery {
  readonly query?: string | undefined
  readonly ids?: readonly UserId[] | undefined
  readonly after?: string | undefined
  readonly limit: number
}

/**
 * People by part of their name or their whole e-mail address, by name; or those with these ids, in their order.
 * `next` names the last one of a page that is not the last page. Guests are found only by their ids, and find others only so.
 * Faults: NOT_ALLOWED.
 */
export async function searchDirectory(
  db: Db,
  rooms: Pick<Rooms, 'lastSeen'>,
  search: DirectoryQuery & { readonly viewer: { readonly user: UserId; readonly role: Role } },
): Promise<{ users: Profile[]; next: string | null }> {
  if (search.ids === undefined && search.viewer.role === 'guest')
    throw new Fault('NOT_ALLOWED', 'A guest can only ask for people by their ids.')
  const found = search.ids ?? (await findUsers(db, search))
  const page = search.ids === undefined ? found.slice(0, search.limit) : found
  const profiles = await readProfiles(db, rooms, { ids: page, viewer: search.viewer.user })
  const users = [...new Set(page)].flatMap((id) => profiles.get(id) ?? [])
  return { users, next: found.length > page.length ? (page.at(-1) ?? null) : null }
}

/** One more than a page, so that one sees whether there is another. */
async function findUsers(db: Db, search: DirectoryQuery): Promise<UserId[]> {
  const { query = '', after, limit } = search
  const email = Email.safeParse(query).data ?? null
  const pattern = `%${foldName(query.replaceAll('\0', '')).replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`
  const { rows } = await sql<{ id: UserId }>`
    SELECT id FROM users
    WHERE role <> 'guest' AND (name_folded LIKE ${pattern} OR email = ${email})
      AND ${after === undefined ? sql`true` : isAfter(after)}
    ORDER BY name_folded, id LIMIT ${limit + 1}`.execute(db)
  return rows.map((row) => row.id)
}

function isAfter(after: string) {
  const last = UserId.safeParse(after)
  if (!last.success) throw new Fault('BAD_REQUEST', '`after` must be the `next` of a page.')
  return sql`(name_folded, id) > (SELECT name_folded, id FROM users WHERE id = ${last.data})`
}
