import type { LiveRoom } from '@stoa/client'
import { changeChat } from '@stoa/contract/chat'
import { Pencil } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { Button } from '../../../components/Button.tsx'
import { useClient } from '../../../components/ClientContext.tsx'
import { Field } from '../../../components/Field.tsx'
import { IconButton } from '../../../components/IconButton.tsx'
import { useTask } from '../../../components/useTask.ts'

/** The group's name; owners change it in place. */
export function GroupName({ room }: { readonly room: LiveRoom }) {
  const client = useClient()
  const [name, setName] = useState<string>()
  const task = useTask()
  const save = async (event: FormEvent) => {
    event.preventDefault()
    if (name === undefined) return
    const body = { name: name.trim() }
    if (await task.run(() => client.call(changeChat, { params: { room: room.id }, body }))) setName(undefined)
  }
  if (name === undefined) {
    return (
      <div className="flex max-w-full items-center gap-1">
        <p className="min-w-0 break-words text-center font-semibold text-xl">{room.name}</p>
        {room.role === 'owner' && (
          <IconButton
            icon={Pencil}
            size="small"
            label="Change the name"
            onClick={() => setName(room.name ?? '')}
          />
        )}
      </div>
    )
  }
  return (
    <form onSubmit={save} className="flex w-full items-end gap-2">
      <Field
        label="Group name"
        className="flex-1"
        required
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.target.value)}
        problem={task.fault?.message}
      />
      <Button type="submit" busy={task.busy}>
        Save
      </Button>
    </form>
  )
}
