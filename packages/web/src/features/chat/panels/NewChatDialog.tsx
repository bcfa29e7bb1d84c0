import type { Profile } from '@stoa/contract/accounts'
import { createChat } from '@stoa/contract/chat'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../../../components/Button.tsx'
import { useClient } from '../../../components/ClientContext.tsx'
import { Complaint } from '../../../components/Complaint.tsx'
import { Field } from '../../../components/Field.tsx'
import { Modal } from '../../../components/Modal.tsx'
import { useTask } from '../../../components/useTask.ts'
import { PeoplePicker } from './PeoplePicker.tsx'
import { useToggled } from './useToggled.ts'

/** One person chosen opens the direct room with them, unless a group is asked for; more make a group. */
export function NewChatDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const client = useClient()
  const navigate = useNavigate()
  const [chosen, toggle, clear] = useToggled<Profile>()
  const [name, setName] = useState('')
  const [asked, setAsked] = useState(false)
  const task = useTask()
  const [only] = chosen
  const group = chosen.length > 1 || asked
  const close = () => {
    clear()
    setName('')
    setAsked(false)
    task.clear()
    onClose()
  }
  const begin = () =>
    task.run(async () => {
      if (only === undefined) return
      const body = group
        ? {
            kind: 'group' as const,
            name: name.trim() || namesOf(chosen),
            members: chosen.map((one) => one.id),
          }
        : { kind: 'direct' as const, user: only.id }
      const room = await client.call(createChat, { body })
      close()
      await navigate({ to: '/chat/$room', params: { room: room.id } })
    })
  return (
    <Modal
      open={open}
      onClose={close}
      title="New chat"
      footer={
        <>
          {only !== undefined && !group && (
            <Button look="quiet" onClick={() => setAsked(true)}>
              Make a group instead
            </Button>
          )}
          <Button onClick={begin} busy={task.busy} disabled={only === undefined}>
            {group ? 'Make the group' : 'Start chat'}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {group && (
          <Field
            label="Group name"
            placeholder={namesOf(chosen)}
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
        <PeoplePicker chosen={chosen} onToggle={toggle} />
        <Complaint>{task.fault?.message}</Complaint>
      </div>
    </Modal>
  )
}

/** A group without a name is called after its first members. */
function namesOf(people: readonly Profile[]): string {
  return people
    .slice(0, 3)
    .map((one) => one.name)
    .join(', ')
    .slice(0, 100)
}
