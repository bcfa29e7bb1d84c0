import type { LiveRoom } from '@stoa/client'
import type { RoomId } from '@stoa/contract/http'
import { useNavigate } from '@tanstack/react-router'
import { Avatar } from '../../../components/Avatar.tsx'
import { useClient } from '../../../components/ClientContext.tsx'
import { Modal } from '../../../components/Modal.tsx'
import { moveByArrows } from '../rooms/RoomList.tsx'
import { useChatRooms } from '../rooms/useChatRooms.ts'
import { useRoomFace } from '../rooms/useRoomFace.ts'

export interface ForwardDialogProps {
  readonly from: { readonly room: RoomId; readonly seq: number }
  readonly onClose: () => void
}

export function ForwardDialog({ from, onClose }: ForwardDialogProps) {
  const client = useClient()
  const navigate = useNavigate()
  const { rooms } = useChatRooms()
  const forward = (room: RoomId) => {
    // By way of the outbox, so that it also works offline; a refusal shows where it would have stood.
    const target = client.open(room)
    target.forward(from)
    target.close()
    onClose()
    void navigate({ to: '/chat/$room', params: { room } })
  }
  return (
    <Modal open onClose={onClose} title="Forward to">
      <ul onKeyDown={moveByArrows} className="-mx-2 flex flex-col gap-0.5">
        {rooms
          .filter((room) => !room.closed)
          .map((room) => (
            <li key={room.id}>
              <Target room={room} onChoose={() => forward(room.id)} />
            </li>
          ))}
      </ul>
    </Modal>
  )
}

interface TargetProps {
  readonly room: LiveRoom
  readonly onChoose: () => void
}

function Target({ room, onChoose }: TargetProps) {
  const face = useRoomFace(room)
  return (
    <button
      type="button"
      onClick={onChoose}
      className="flex w-full items-center gap-3 rounded-2xl px-2 py-2 text-left hover:bg-sunken"
    >
      <Avatar id={face.id} name={face.name} picture={face.picture} size="small" />
      <span className="min-w-0 flex-1 truncate font-medium">{face.name}</span>
    </button>
  )
}
