import type { Profile } from '@stoa/contract/accounts'
import { addMembers } from '@stoa/contract/chat'
import type { RoomId, UserId } from '@stoa/contract/http'
import { Button } from '../../../components/Button.tsx'
import { useClient } from '../../../components/ClientContext.tsx'
import { Complaint } from '../../../components/Complaint.tsx'
import { Modal } from '../../../components/Modal.tsx'
import { useTask } from '../../../components/useTask.ts'
import { PeoplePicker } from './PeoplePicker.tsx'
import { useToggled } from './useToggled.ts'

export interface AddMembersProps {
  readonly room: RoomId
  readonly without: readonly UserId[]
  readonly onClose: () => void
}

export function AddMembers({ room, without, onClose }: AddMembersProps) {
  const client = useClient()
  const [chosen, toggle] = useToggled<Profile>()
  const task = useTask()
  const add = async () => {
    const users = chosen.map((one) => one.id)
    if (await task.run(() => client.call(addMembers, { params: { room }, body: { users } }))) onClose()
  }
  return (
    <Modal
      open
      onClose={onClose}
      title="Add people"
      footer={
        <Button onClick={add} busy={task.busy} disabled={chosen.length === 0}>
          Add
        </Button>
      }
    >
      <PeoplePicker chosen={chosen} onToggle={toggle} without={without} />
      <Complaint>{task.fault?.message}</Complaint>
    </Modal>
  )
}
