import { Menu } from '@base-ui/react/menu'
import type { LiveRoom } from '@stoa/client'
import { removeMember, setMemberRole } from '@stoa/contract/chat'
import type { UserId } from '@stoa/contract/http'
import type { Member } from '@stoa/contract/rooms'
import { Crown, Ellipsis, UserMinus } from 'lucide-react'
import { Avatar } from '../../../components/Avatar.tsx'
import { useClient } from '../../../components/ClientContext.tsx'
import { IconButton } from '../../../components/IconButton.tsx'
import { MenuItem, menuLook } from '../../../components/MenuItem.tsx'
import { useMe, usePerson } from '../../../components/people.ts'
import { useTask } from '../../../components/useTask.ts'

export interface MemberRowProps {
  readonly room: LiveRoom
  readonly member: Member
  readonly onPerson: (user: UserId) => void
}

export function MemberRow({ room, member, onPerson }: MemberRowProps) {
  const client = useClient()
  const me = useMe()
  const person = usePerson(member.user)
  const task = useTask()
  const self = member.user === me.id
  const name = person?.name ?? '…'
  const params = { room: room.id, user: member.user }
  const role = member.role === 'owner' ? 'member' : 'owner'
  return (
    <li className="flex items-center gap-2 rounded-2xl pr-1 hover:bg-sunken">
      <button
        type="button"
        onClick={() => onPerson(member.user)}
        className="flex min-w-0 flex-1 items-center gap-3 rounded-2xl px-2 py-1.5 text-left"
      >
        <Avatar
          id={member.user}
          name={name}
          picture={person?.picture}
          size="small"
          online={room.present.includes(member.user)}
        />
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium">{self ? `${name} (you)` : name}</span>
          {task.fault !== undefined && (
            <span className="block text-danger text-sm">{task.fault.message}</span>
          )}
        </span>
        {member.role === 'owner' && <span className="text-accent text-xs">owner</span>}
      </button>
      {room.role === 'owner' && !self && (
        <Menu.Root>
          <Menu.Trigger
            render={<IconButton icon={Ellipsis} size="small" label={`Manage ${name}`} disabled={task.busy} />}
          />
          <Menu.Portal>
            <Menu.Positioner align="end" sideOffset={4} className="z-60">
              <Menu.Popup className={menuLook}>
                <MenuItem
                  icon={Crown}
                  onClick={() => void task.run(() => client.call(setMemberRole, { params, body: { role } }))}
                >
                  {role === 'owner' ? 'Make owner' : 'Make plain member'}
                </MenuItem>
                <MenuItem
                  icon={UserMinus}
                  danger
                  onClick={() => void task.run(() => client.call(removeMember, { params }))}
                >
                  Remove from the group
                </MenuItem>
              </Menu.Popup>
            </Menu.Positioner>
          </Menu.Portal>
        </Menu.Root>
      )}
    </li>
  )
}
