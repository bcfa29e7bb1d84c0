import type { Profile } from '@stoa/contract/accounts'
import type { UserId } from '@stoa/contract/http'
import { inviteCohost, removeCohost } from '@stoa/contract/streams'
import { UserPlus, X } from 'lucide-react'
import { useState } from 'react'
import { Avatar } from '../../../components/Avatar.tsx'
import { Button } from '../../../components/Button.tsx'
import { Card } from '../../../components/Card.tsx'
import { useClient } from '../../../components/ClientContext.tsx'
import { Complaint } from '../../../components/Complaint.tsx'
import { ConfirmDialog } from '../../../components/ConfirmDialog.tsx'
import { IconButton } from '../../../components/IconButton.tsx'
import { Modal } from '../../../components/Modal.tsx'
import { useMe, usePerson } from '../../../components/people.ts'
import { useTask } from '../../../components/useTask.ts'
import { PeoplePicker } from '../../chat/panels/PeoplePicker.tsx'
import { useToggled } from '../../chat/panels/useToggled.ts'
import type { StudioProps } from './props.ts'

/** As many as there can be (S7). */
const most = 9

/** Who is seen beside the host. */
export function Cohosts({ followed, stream }: StudioProps) {
  const me = useMe()
  const [inviting, setInviting] = useState(false)
  const hosts = stream.host === me.id
  return (
    <Card
      title="Co-hosts"
      hint={`${stream.cohosts.length} of at most ${most}`}
      action={
        hosts && (
          <Button look="outline" disabled={stream.cohosts.length >= most} onClick={() => setInviting(true)}>
            <UserPlus aria-hidden className="size-4.5" /> Invite
          </Button>
        )
      }
    >
      {stream.cohosts.length === 0 && <p className="text-ink-soft">Invite somebody to be seen beside you.</p>}
      <ul aria-label="Co-hosts" className="flex flex-col gap-1">
        {stream.cohosts.map((user) => (
          <Cohost key={user} user={user} followed={followed} stream={stream} />
        ))}
      </ul>
      {inviting && <InviteDialog followed={followed} stream={stream} onClose={() => setInviting(false)} />}
    </Card>
  )
}

function Cohost({ user, followed, stream }: StudioProps & { readonly user: UserId }) {
  const client = useClient()
  const me = useMe()
  const person = usePerson(user)
  const task = useTask()
  const [asking, setAsking] = useState(false)
  const name = person?.name ?? '…'
  const mine = user === me.id
  const remove = () =>
    void task.run(async () => {
      followed.learn(await client.call(removeCohost, { params: { stream: stream.id, user } }))
    })
  return (
    <li>
      <div className="flex items-center gap-3 py-1">
        <Avatar id={user} name={name} picture={person?.picture} size="small" />
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium">{mine ? `${name} (you)` : name}</span>
          <span className="block text-ink-soft text-sm">
            {stream.publishers.includes(user) ? 'On stage' : 'Invited'}
          </span>
        </span>
        {(stream.host === me.id || mine) && (
          <IconButton
            icon={X}
            label={mine ? 'Leave the stage for good' : `Remove ${name}`}
            disabled={task.busy}
            onClick={() => setAsking(true)}
          />
        )}
      </div>
      <Complaint>{task.fault?.message}</Complaint>
      <ConfirmDialog
        open={asking}
        title={mine ? 'Be a co-host no more?' : `Remove ${name}?`}
        text={mine ? 'You can go on watching.' : 'They are no longer seen, and can go on watching.'}
        confirm={mine ? 'Leave' : 'Remove'}
        onConfirm={remove}
        onClose={() => setAsking(false)}
      />
    </li>
  )
}

function InviteDialog({ followed, stream, onClose }: StudioProps & { readonly onClose: () => void }) {
  const client = useClient()
  const [chosen, toggle] = useToggled<Profile>()
  const task = useTask()
  const invite = () =>
    task.run(async () => {
      for (const { id: user } of chosen)
        followed.learn(await client.call(inviteCohost, { params: { stream: stream.id, user } }))
      onClose()
    })
  const room = most - stream.cohosts.length
  return (
    <Modal
      open
      onClose={onClose}
      title="Invite co-hosts"
      footer={
        <Button
          busy={task.busy}
          disabled={chosen.length === 0 || chosen.length > room}
          onClick={() => void invite()}
        >
          Invite
        </Button>
      }
    >
      <PeoplePicker chosen={chosen} onToggle={toggle} without={[stream.host, ...stream.cohosts]} />
      <Complaint>{chosen.length > room ? `There is room for ${room} more.` : task.fault?.message}</Complaint>
    </Modal>
  )
}
