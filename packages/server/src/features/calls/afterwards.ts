import { Fault, type RoomId, type UserId } from '@stoa/contract/http'
import { sql } from 'kysely'
import { type Call, sideOf } from './call.ts'
import type { Needs } from './needs.ts'
import { lockCalls } from './store.ts'

interface Asked {
  readonly call: RoomId
  readonly user: UserId
}

/** The caller's stars, given anew where they were given before. Faults: NOT_FOUND, NOT_ALLOWED for the creator, CONFLICT before its end. */
export async function rateCall(
  { database }: Pick<Needs, 'database'>,
  { call: id, user, stars, comment }: Asked & { readonly stars: number; readonly comment: string },
): Promise<Call> {
  return database.transaction(async (tx) => {
    const call = (await lockCalls(tx, [id])).get(id)
    const side = sideOf(call, user)
    if (call === undefined) throw new Fault('NOT_FOUND')
    if (side !== 'caller') throw new Fault('NOT_ALLOWED', 'Only who called may give stars.')
    if (call.state !== 'ended' || call.connectedAt === null)
      throw new Fault('CONFLICT', 'Only a call that took place can be rated, once it is over.')
    await sql`UPDATE calls SET stars = ${stars}, comment = ${comment} WHERE id = ${id}`.execute(tx)
    await sql`
      UPDATE creators SET stars = stars + ${stars - (call.stars ?? 0)}, ratings = ratings + ${call.stars === null ? 1 : 0}
      WHERE user_id = ${call.creatorId}`.execute(tx)
    return { ...call, stars }
  })
}

/** One's report of the other one, once a call. Faults: NOT_FOUND, CONFLICT where it was made already. */
export async function reportCall(
  { database, recordSecurityEvent, clock }: Pick<Needs, 'database' | 'recordSecurityEvent' | 'clock'>,
  { call: id, user, reason, address }: Asked & { readonly reason: string; readonly address: string },
): Promise<void> {
  await database.transaction(async (tx) => {
    const call = (await lockCalls(tx, [id])).get(id)
    const side = sideOf(call, user)
    if (call === undefined) throw new Fault('NOT_FOUND')
    const about = side === 'caller' ? call.creatorId : call.callerId
    const at = clock()
    const { rows } = await sql`
      INSERT INTO call_reports (call_id, by_user, about, reason, at) VALUES (${id}, ${user}, ${about}, ${reason}, ${at})
      ON CONFLICT DO NOTHING RETURNING 1`.execute(tx)
    if (rows.length === 0) throw new Fault('CONFLICT', 'You have reported this call already.')
    await recordSecurityEvent(tx, {
      ...{ at, kind: 'calls.reported', actor: user, subject: about, address, details: { call: id } },
    })
  })
}
