import type { LiveRoom } from '@stoa/client'
import { message } from '@stoa/contract/chat'
import type { RoomId } from '@stoa/contract/http'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Avatar } from '../../../components/Avatar.tsx'
import { useClient, useStore } from '../../../components/ClientContext.tsx'
import { Complaint } from '../../../components/Complaint.tsx'
import { Modal } from '../../../components/Modal.tsx'
import { useTask } from '../../../components/useTask.ts'
import { moveByArrows } from '../rooms/RoomList.tsx'
import { useRoomFace } from '../rooms/useRoomFace.ts'

export interface ForwardDialogProps {
  readonly from: { readonly room: RoomId; readonly seq: number }
  readonly onClose: () => void
}

export function ForwardDialog({ from, onClose }: ForwardDialogProps) {
  const client = useClient()
  const navigate = useNavigate()
  const { rooms } = useStore(client.rooms)
  const task = useTask()
  const [chosen, setChosen] = useState<RoomId>()
  const forward = (room: RoomId) => {
    setChosen(room)
    void task.run(async () => {
      await client.send(room, message, { forward: from })
      onClose()
      await navigate({ to: '/chat/$room', params: { room } })
    })
  }
  return (
    <Modal open onClose={onClose} title="Forward to">
      <ul onKeyDown={moveByArrows} className="-mx-2 flex flex-col gap-0.5">
        {rooms
          .filter((room) => !room.closed)
          .map((room) => (
            <li key={room.id}>
              <Target room={room} busy={task.busy && chosen === room.id} onChoose={() => forward(room.id)} />
            </li>
          ))}
      </ul>
      <Complaint>{task.fault?.message}</Complaint>
    </Modal>
  )
}

interface TargetProps {
  readonly room: LiveRoom
  readonly busy: boolean
  readonly onChoose: () => void
}

function Target({ room, busy, onChoose }: TargetProps) {
  const face = useRoomFace(room)
  return (
    <button
      type="button"
      onClick={onChoose}
      aria-busy={busy}
      className="flex w-full items-center gap-3 rounded-2xl px-2 py-2 text-left hover:bg-sunken"
    >
      <Avatar id={face.id} name={face.name} picture={face.picture} size="small" />
      <span className="min-w-0 flex-1 truncate font-medium">{face.name}</span>
      {busy && <span className="text-ink-soft text-sm">Forwarding…</span>}
    </button>
  )
}
