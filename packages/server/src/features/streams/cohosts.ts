import { Fault, type RoomId, type UserId } from '@stoa/contract/http'
import type { Needs } from './needs.ts'
import { tellState } from './state.ts'
import { lockStream, saveStream } from './store.ts'
import { mostCohosts, requireHost } from './stream.ts'

interface Asked {
  readonly stream: RoomId
  readonly user: UserId
  readonly by: UserId
}

/** Lets somebody publish beside the host (S7). Faults: NOT_FOUND, NOT_ALLOWED, BLOCKED, CONFLICT where there are enough or it is over. */
export async function inviteCohost(
  { database, rooms, accounts }: Pick<Needs, 'database' | 'rooms' | 'accounts'>,
  { stream: id, user, by }: Asked,
): Promise<void> {
  await database.transaction(async (tx) => {
    const stream = requireHost(await lockStream(tx, id), by)
    if (stream.host === user) throw new Fault('CONFLICT', 'You are its host.')
    if (stream.cohosts.includes(user)) return
    if (stream.status === 'ended') throw new Fault('CONFLICT', 'This stream is over.')
    if (stream.cohosts.length >= mostCohosts)
      throw new Fault('CONFLICT', `There can be ${mostCohosts} co-hosts at most.`)
    if (!(await accounts.profiles(tx, [user])).has(user))
      throw new Fault('NOT_FOUND', 'There is no such person.')
    if ((await accounts.blockedAmong(tx, by, [user])).size > 0)
      throw new Fault('BLOCKED', 'You cannot invite this person.')
    const invited = { ...stream, cohosts: [...stream.cohosts, user] }
    await saveStream(tx, invited)
    await rooms.addMembers(tx, { room: id, by, users: [user], role: 'member' })
    await tellState({ rooms }, tx, invited, by)
  })
}

/** Ends a co-host's part with their picture. Faults: NOT_FOUND, NOT_ALLOWED for anybody but the host and themselves. */
export async function removeCohost(
  needs: Pick<Needs, 'database' | 'rooms' | 'engine' | 'log'>,
  { stream: id, user, by }: Asked,
): Promise<void> {
  const { database, engine } = needs
  await database.transaction(async (tx) => {
    const locked = await lockStream(tx, id)
    const stream = by === user ? locked : requireHost(locked, by)
    if (!stream?.cohosts.includes(user)) throw new Fault('NOT_FOUND', 'They are no co-host.')
    const left = { ...stream, cohosts: stream.cohosts.filter((one) => one !== user) }
    await saveStream(tx, left)
    if (left.status !== 'ended') await tellState(needs, tx, left, by)
  })
  await engine.remove(id, user)
}
