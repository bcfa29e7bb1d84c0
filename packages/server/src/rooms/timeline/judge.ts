import { Fault } from '@stoa/contract/http'
import type { Entry } from '@stoa/contract/rooms'
import { requireKind } from '../registry.ts'
import type { Pending } from './pending.ts'
import type { RoleMemory } from './roles.ts'
import type { LockedRoom } from './store.ts'

/** What judging needs to know besides the room. */
export interface Facts {
  readonly roles: RoleMemory
  /** The entry that this one is about, where there is one. */
  readonly target: Entry | null
}

/** Whether this may be appended. Refuses a stranger exactly as it refuses a room that is not there (T8). */
export function judge(pending: Pending, room: LockedRoom, { roles, target }: Facts): void {
  const { rule, sender, about } = pending
  if (sender === null) return
  const role = roles.recall(room.id, room.members_version, sender.user)
  if (role === undefined) throw new Fault('NOT_FOUND')
  if (room.closed) throw new Fault('ROOM_CLOSED')
  requireKind(rule, room.kind)
  if (role === 'reader' && rule.readers !== true) throw new Fault('NOT_ALLOWED', 'You may only read here.')
  if (rule.type.about === 'required' && target === null)
    throw new Fault('NOT_FOUND', `\`about\` must name an entry of the room for ${rule.type.name}.`)
  if (rule.type.about === 'none' && about !== null)
    throw new Fault('BAD_REQUEST', `${rule.type.name} is not about another entry: leave \`about\` out.`)
  rule.check?.(pending.body, { room, sender, role, about: target })
}
