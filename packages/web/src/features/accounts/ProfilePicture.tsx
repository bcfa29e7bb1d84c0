import { removePicture, setPicture } from '@stoa/contract/accounts'
import { Button } from '../../components/Button.tsx'
import { useClient } from '../../components/ClientContext.tsx'
import { Complaint } from '../../components/Complaint.tsx'
import { PicturePicker } from '../../components/PicturePicker.tsx'
import { useMe } from '../../components/people.ts'
import { useTask } from '../../components/useTask.ts'

export function ProfilePicture() {
  const client = useClient()
  const me = useMe()
  const task = useTask()
  return (
    <div className="mb-6 flex items-center gap-5">
      <PicturePicker
        id={me.id}
        name={me.name}
        picture={me.picture}
        label="Change your picture"
        disabled={task.busy}
        onChoose={(file) =>
          void task.run(() => client.call(setPicture, { body: file, contentType: file.type }))
        }
      />
      <div className="min-w-0">
        <p className="truncate font-medium">{me.email}</p>
        <Button
          look="quiet"
          busy={task.busy}
          className="-ml-4 text-left text-accent"
          onClick={() => void task.run(() => client.call(removePicture))}
        >
          Use the generated picture
        </Button>
        <Complaint>{task.fault?.message}</Complaint>
      </div>
    </div>
  )
}
