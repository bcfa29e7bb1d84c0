import { Popover } from '@base-ui/react/popover'
import type { OpenInterview } from '@stoa/client/interviews'
import type { UserId } from '@stoa/contract/http'
import {
  type InterviewSession,
  type Participant,
  removeParticipant,
  type SessionRole,
} from '@stoa/contract/interviews'
import { Eye, EyeOff, UserMinus, Users } from 'lucide-react'
import { useState } from 'react'
import { Avatar } from '../../../components/Avatar.tsx'
import { useClient, useStore } from '../../../components/ClientContext.tsx'
import { Complaint } from '../../../components/Complaint.tsx'
import { ConfirmDialog } from '../../../components/ConfirmDialog.tsx'
import { classes } from '../../../components/classes.ts'
import { IconButton } from '../../../components/IconButton.tsx'
import { useMe, usePerson } from '../../../components/people.ts'
import { useTask } from '../../../components/useTask.ts'
import { problemOf } from './faults.ts'
import { roleNames } from './rights.ts'
import type { Face } from './useFaces.ts'
import type { Following } from './useFollowing.ts'

export interface ParticipantsProps {
  readonly interview: OpenInterview
  readonly session: InterviewSession
  readonly faceOf: (user: UserId) => Face
  readonly following: Following
}

/** Others who are connected, to click and follow, and the list of everybody. */
export function Participants({ interview, session, faceOf, following }: ParticipantsProps) {
  const { present } = useStore(interview)
  const me = useMe()
  const [open, setOpen] = useState(false)
  const here = session.participants.filter((one) => present.includes(one.user) && one.user !== me.id)
  const follow = (user: UserId) => following.follow(following.user === user ? undefined : user)
  return (
    <div className="flex items-center gap-1">
      {here.slice(0, 5).map(({ user }) => {
        const face = faceOf(user)
        const followed = following.user === user
        return (
          <button
            key={user}
            type="button"
            aria-pressed={followed}
            aria-label={`Follow ${face.name}`}
            title={followed ? `Stop following ${face.name}` : `Follow ${face.name}`}
            onClick={() => follow(user)}
            className="rounded-full max-sm:hidden"
            style={followed ? { boxShadow: `0 0 0 2px ${face.colour}` } : undefined}
          >
            <Badge user={user} face={face} />
          </button>
        )
      })}
      <Popover.Root open={open} onOpenChange={setOpen}>
        <Popover.Trigger
          aria-label={`People, ${here.length + 1} here`}
          title="People"
          className="flex h-10 items-center gap-1.5 rounded-xl px-2.5 text-ink-soft hover:bg-sunken hover:text-ink"
        >
          <Users aria-hidden className="size-5" />
          <span className="text-sm tabular-nums">{here.length + 1}</span>
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Positioner sideOffset={6} align="end" className="z-40">
            <Popover.Popup
              aria-label="People"
              className="max-h-[70dvh] w-80 max-w-[calc(100vw-1rem)] overflow-y-auto rounded-2xl border border-line bg-raised p-2 shadow-pop outline-none"
            >
              <ul>
                {session.participants.map((one) => (
                  <Row
                    key={one.user}
                    session={session}
                    participant={one}
                    face={faceOf(one.user)}
                    own={one.user === me.id}
                    here={one.user === me.id || present.includes(one.user)}
                    followed={following.user === one.user}
                    onFollow={() => {
                      follow(one.user)
                      setOpen(false)
                    }}
                  />
                ))}
              </ul>
            </Popover.Popup>
          </Popover.Positioner>
        </Popover.Portal>
      </Popover.Root>
    </div>
  )
}

interface RowProps {
  readonly session: InterviewSession
  readonly participant: Participant
  readonly face: Face
  readonly own: boolean
  readonly here: boolean
  readonly followed: boolean
  readonly onFollow: () => void
}

function Row({ session, participant, face, own, here, followed, onFollow }: RowProps) {
  const client = useClient()
  const task = useTask()
  const [asking, setAsking] = useState(false)
  const { user, role, guest } = participant
  const mayRemove = session.role === 'interviewer' && !own && user !== session.owner
  return (
    <li className="rounded-xl px-2 py-1.5 hover:bg-sunken">
      <div className="flex items-center gap-2.5">
        <Badge user={user} face={face} here={here} />
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium">{own ? `${face.name} (you)` : face.name}</span>
          <span className="block text-ink-soft text-sm">
            {roleNames[role]}
            {guest && ', guest'} · {here ? 'here' : 'away'}
          </span>
        </span>
        {!own && here && (
          <IconButton
            icon={followed ? EyeOff : Eye}
            size="small"
            label={followed ? `Stop following ${face.name}` : `Follow ${face.name}`}
            onClick={onFollow}
          />
        )}
        {mayRemove && (
          <IconButton
            icon={UserMinus}
            size="small"
            label={`Remove ${face.name}`}
            disabled={task.busy}
            onClick={() => setAsking(true)}
          />
        )}
      </div>
      <Complaint>{task.fault && problemOf(task.fault)}</Complaint>
      <ConfirmDialog
        open={asking}
        title={`Remove ${face.name}?`}
        text={`They see nothing of this interview any more. What they wrote stays. ${linksEnd(role)}`}
        confirm="Remove"
        onConfirm={() =>
          void task.run(() => client.call(removeParticipant, { params: { session: session.id, user } }))
        }
        onClose={() => setAsking(false)}
      />
    </li>
  )
}

/** What removing somebody does to the links they know. */
function linksEnd(role: SessionRole): string {
  return role === 'interviewer'
    ? 'All links end, as they know them: there are new ones to share.'
    : `The ${roleNames[role].toLowerCase()} link ends, so that they cannot come in again: there is a new one to share.`
}

/** Somebody's picture in a ring of the colour that their cursor has. */
function Badge({
  user,
  face,
  here = true,
}: {
  readonly user: UserId
  readonly face: Face
  readonly here?: boolean
}) {
  const person = usePerson(user)
  return (
    <span
      className={classes('flex rounded-full border-2 p-px', !here && 'opacity-45')}
      style={{ borderColor: face.colour }}
    >
      <Avatar id={user} name={face.name} picture={person?.picture} size="small" />
    </span>
  )
}
