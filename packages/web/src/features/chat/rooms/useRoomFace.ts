import type { LiveRoom } from '@stoa/client'
import type { Profile } from '@stoa/contract/accounts'
import { usePerson } from '../../../components/people.ts'

export interface RoomFace {
  readonly id: string
  readonly name: string
  readonly picture: string | null | undefined
  /** The other person of a direct room. */
  readonly other: Profile | undefined
  readonly online: boolean
}

/** How a room is shown: a direct room has the other person's name and picture. */
export function useRoomFace(room: LiveRoom): RoomFace {
  const otherId = room.kind === 'direct' ? room.members[0] : undefined
  const other = usePerson(otherId)
  if (room.kind === 'direct') {
    return {
      id: otherId ?? room.id,
      name: other?.name ?? '…',
      picture: other?.picture,
      other,
      online: otherId !== undefined && room.present.includes(otherId),
    }
  }
  return { id: room.id, name: room.name ?? 'Group', picture: room.picture, other: undefined, online: false }
}
