import { blockUser, getMe, unblockUser } from '@stoa/contract/accounts'
import type { UserId } from '@stoa/contract/http'
import { Ban, MessageCircle } from 'lucide-react'
import { useState } from 'react'
import { Avatar } from '../../../components/Avatar.tsx'
import { Button } from '../../../components/Button.tsx'
import { useClient } from '../../../components/ClientContext.tsx'
import { Complaint } from '../../../components/Complaint.tsx'
import { ConfirmDialog } from '../../../components/ConfirmDialog.tsx'
import { Modal } from '../../../components/Modal.tsx'
import { useMe, usePerson } from '../../../components/people.ts'
import { useTimes } from '../../../components/TimesContext.tsx'
import { useTask } from '../../../components/useTask.ts'
import { useOpenDirect } from './useOpenDirect.ts'

export interface PersonDialogProps {
  readonly user: UserId
  /** Is this shown in the direct conversation with them, so that there is nowhere to go? */
  readonly here: boolean
  readonly onClose: () => void
}

export function PersonDialog({ user, here, onClose }: PersonDialogProps) {
  const client = useClient()
  const me = useMe()
  const times = useTimes()
  const person = usePerson(user)
  const direct = useOpenDirect()
  const task = useTask()
  const [asking, setAsking] = useState(false)
  const [blocked, setBlocked] = useState(me.blocked.includes(user))
  const name = person?.name ?? '…'
  const block = (yes: boolean) =>
    task.run(async () => {
      await client.call(yes ? blockUser : unblockUser, { params: { user } })
      setBlocked(yes)
      await client.call(getMe)
    })
  return (
    <Modal open onClose={onClose} title="Profile">
      <div className="flex flex-col items-center gap-1 text-center">
        <Avatar id={user} name={name} picture={person?.picture} size="large" />
        <p className="mt-2 max-w-full break-words font-semibold text-xl">{name}</p>
        {person?.lastSeen != null && (
          <p className="text-ink-soft text-sm">last seen {times.ago(person.lastSeen, Date.now())}</p>
        )}
        {person !== undefined && person.about !== '' && (
          <p className="mt-2 whitespace-pre-wrap break-words">{person.about}</p>
        )}
      </div>
      {user !== me.id && me.role !== 'guest' && (
        <div className="mt-5 flex flex-col gap-2">
          {!here && (
            <Button
              busy={direct.busy}
              onClick={async () => {
                if (await direct.open(user)) onClose()
              }}
            >
              <MessageCircle aria-hidden className="size-4.5" /> Message
            </Button>
          )}
          <Button
            look={blocked ? 'outline' : 'danger'}
            busy={task.busy}
            onClick={() => (blocked ? void block(false) : setAsking(true))}
          >
            <Ban aria-hidden className="size-4.5" /> {blocked ? 'Unblock' : 'Block'}
          </Button>
          <Complaint>{direct.fault?.message ?? task.fault?.message}</Complaint>
        </div>
      )}
      <ConfirmDialog
        open={asking}
        title={`Block ${name}?`}
        text="You will get no messages or calls from each other, and not see when the other is here."
        confirm="Block"
        onConfirm={() => void block(true)}
        onClose={() => setAsking(false)}
      />
    </Modal>
  )
}
