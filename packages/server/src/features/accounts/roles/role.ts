import type { Role } from '@stoa/contract/accounts'
import { Fault, type UserId } from '@stoa/contract/http'
import type { Clock } from '../../../platform/clock/clock.ts'
import type { Database } from '../../../platform/database/database.ts'
import type { Rooms } from '../../../rooms/rooms.ts'
import { recordSecurityEvent } from '../audit/log.ts'
import type { Standings } from '../sessions/standings.ts'
import { lockAdminsAnd, type User, updateRole } from '../users.ts'

export interface RoleNeeds {
  readonly database: Database
  readonly clock: Clock
  readonly standings: Standings
  readonly rooms: Pick<Rooms, 'disconnect'>
}

/**
 * Gives someone a role, in force at once on every node. Faults: NOT_FOUND; NOT_ALLOWED for who is no admin any more;
 * CONFLICT where no admin would be left, where a demo account, which anybody can enter, would get power, and for a guest, who
 * has no account that a role could belong to.
 */
export async function changeRole(
  needs: RoleNeeds,
  change: { readonly by: UserId; readonly user: UserId; readonly role: Role; readonly address: string },
): Promise<User> {
  const { by, user: id, role, address } = change
  return needs.database.transaction(async (tx) => {
    const held = await lockAdminsAnd(tx, id)
    const admins = held.filter((user) => user.role === 'admin')
    if (!admins.some((admin) => admin.id === by)) throw new Fault('NOT_ALLOWED')
    const user = held.find((one) => one.id === id)
    if (user === undefined) throw new Fault('NOT_FOUND')
    if (user.role === role) return user
    if (user.role === 'guest' || role === 'guest') {
      throw new Fault('CONFLICT', 'A guest has no account, and nobody with one becomes a guest.')
    }
    if (user.role === 'admin' && admins.length === 1) {
      throw new Fault('CONFLICT', 'This is the last admin. Make somebody else one first.')
    }
    if (user.demo && (role === 'admin' || role === 'moderator')) {
      throw new Fault('CONFLICT', 'Anybody can sign in as a demo account, so it cannot have this role.')
    }
    await updateRole(tx, id, role)
    await recordSecurityEvent(tx, {
      at: needs.clock(),
      kind: 'role.changed',
      actor: by,
      subject: id,
      address,
      details: { from: user.role, to: role },
    })
    needs.database.afterCommit(tx, () => {
      needs.standings.changed({ user: id })
      // A socket knows its caller as they were when it opened: a new one knows the new role.
      needs.rooms.disconnect({ user: id }, { kind: 'renew', message: 'Your role has changed.' })
    })
    return { ...user, role }
  })
}
