import type { LiveRoom } from '@stoa/client'
import { removeMember, setChatPicture } from '@stoa/contract/chat'
import type { UserId } from '@stoa/contract/http'
import type { Member } from '@stoa/contract/rooms'
import { useNavigate } from '@tanstack/react-router'
import { LogOut, UserPlus } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../../components/Button.tsx'
import { useClient } from '../../../components/ClientContext.tsx'
import { Complaint } from '../../../components/Complaint.tsx'
import { ConfirmDialog } from '../../../components/ConfirmDialog.tsx'
import { Modal } from '../../../components/Modal.tsx'
import { PicturePicker } from '../../../components/PicturePicker.tsx'
import { useMe } from '../../../components/people.ts'
import { useTask } from '../../../components/useTask.ts'
import { AddMembers } from './AddMembers.tsx'
import { GroupName } from './GroupName.tsx'
import { MemberRow } from './MemberRow.tsx'

export interface GroupDialogProps {
  readonly room: LiveRoom
  readonly members: readonly Member[]
  readonly onPerson: (user: UserId) => void
  readonly onClose: () => void
}

export function GroupDialog({ room, members, onPerson, onClose }: GroupDialogProps) {
  const client = useClient()
  const me = useMe()
  const navigate = useNavigate()
  const [adding, setAdding] = useState(false)
  const [leaving, setLeaving] = useState(false)
  const task = useTask()
  const owner = room.role === 'owner'
  const name = room.name ?? 'Group'
  const leave = () =>
    task.run(async () => {
      await client.call(removeMember, { params: { room: room.id, user: me.id } })
      await navigate({ to: '/chat' })
    })
  const upload = (file: File) =>
    task.run(() =>
      client.call(setChatPicture, { params: { room: room.id }, body: file, contentType: file.type }),
    )

  if (adding) {
    return (
      <AddMembers room={room.id} without={members.map((one) => one.user)} onClose={() => setAdding(false)} />
    )
  }
  return (
    <Modal open onClose={onClose} title="Group">
      <div className="flex flex-col items-center gap-3">
        <PicturePicker
          id={room.id}
          name={name}
          picture={room.picture}
          label="Change the group’s picture"
          disabled={!owner || task.busy}
          onChoose={(file) => void upload(file)}
        />
        <GroupName room={room} />
        <Complaint>{task.fault?.message}</Complaint>
      </div>
      <div className="mt-4 mb-1 flex items-center justify-between">
        <h3 className="font-medium text-ink-soft text-sm">
          {members.length === 1 ? '1 member' : `${members.length} members`}
        </h3>
        {owner && (
          <Button look="quiet" className="-mr-3 text-accent" onClick={() => setAdding(true)}>
            <UserPlus aria-hidden className="size-4.5" /> Add people
          </Button>
        )}
      </div>
      <ul className="-mx-2">
        {members.map((member) => (
          <MemberRow key={member.user} room={room} member={member} onPerson={onPerson} />
        ))}
      </ul>
      <Button look="danger" className="mt-4 w-full" onClick={() => setLeaving(true)}>
        <LogOut aria-hidden className="size-4.5" /> Leave the group
      </Button>
      <ConfirmDialog
        open={leaving}
        title={`Leave “${name}”?`}
        text="You will no longer see this conversation unless an owner adds you again."
        confirm="Leave"
        onConfirm={() => void leave()}
        onClose={() => setLeaving(false)}
      />
    </Modal>
  )
}
