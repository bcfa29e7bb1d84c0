import type { OpenInterview } from '@stoa/client/interviews'
import type { UserId } from '@stoa/contract/http'
import { changeSession, type InterviewSession } from '@stoa/contract/interviews'
import { Link } from '@tanstack/react-router'
import { ArrowLeft, ClipboardList, History, Lock, LockOpen, MessageCircle } from 'lucide-react'
import { useClient, useStore } from '../../../components/ClientContext.tsx'
import { Complaint } from '../../../components/Complaint.tsx'
import { classes } from '../../../components/classes.ts'
import { IconButton } from '../../../components/IconButton.tsx'
import { useMe } from '../../../components/people.ts'
import { useTask } from '../../../components/useTask.ts'
import { problemOf } from './faults.ts'
import { Participants } from './Participants.tsx'
import { SessionMenu } from './SessionMenu.tsx'
import { ShareMenu } from './ShareMenu.tsx'
import type { Panel } from './SidePanel.tsx'
import type { Face } from './useFaces.ts'
import type { Following } from './useFollowing.ts'

export interface SessionHeaderProps {
  readonly interview: OpenInterview
  readonly session: InterviewSession
  readonly faceOf: (user: UserId) => Face
  readonly following: Following
  readonly panel: Panel | undefined
  readonly onPanel: (panel: Panel) => void
}

/** What the session is called, how it is, who is there, and all that can be done with it. */
export function SessionHeader(props: SessionHeaderProps) {
  const { interview, session, faceOf, following, panel, onPanel } = props
  const client = useClient()
  const me = useMe()
  const task = useTask()
  const { rooms } = useStore(client.rooms)
  const unread = rooms.find((one) => one.id === session.id)?.unread ?? 0
  const interviewer = session.role === 'interviewer'
  const { locked } = session
  const lock = () =>
    task.run(() => client.call(changeSession, { params: { session: session.id }, body: { locked: !locked } }))
  return (
    <header className="border-line border-b bg-surface">
      <div className="flex min-h-14 flex-wrap items-center gap-x-1 gap-y-0.5 px-2 py-1 md:px-3">
        {me.role !== 'guest' && (
          <Link
            to="/interviews"
            aria-label="Back to your interviews"
            className="grid size-10 shrink-0 place-items-center rounded-xl text-ink-soft hover:bg-sunken"
          >
            <ArrowLeft aria-hidden className="size-5" />
          </Link>
        )}
        <div className="mr-auto min-w-32 flex-1 px-1">
          <h1 className="truncate font-semibold leading-tight">{session.title}</h1>
          <Status session={session} />
        </div>
        <Participants interview={interview} session={session} faceOf={faceOf} following={following} />
        <div className="ml-auto flex items-center">
          {interviewer && session.status === 'open' && (
            <>
              <ShareMenu session={session} />
              <IconButton
                icon={locked ? Lock : LockOpen}
                label={locked ? 'Let candidates write' : 'Lock writing for candidates'}
                aria-pressed={locked}
                disabled={task.busy}
                className={classes(locked && 'bg-warn-soft text-warn')}
                onClick={() => void lock()}
              />
            </>
          )}
          <PanelButton of="versions" icon={History} label="Versions" shown={panel} onPanel={onPanel} />
          {interviewer && (
            <PanelButton
              of="staff"
              icon={ClipboardList}
              label="Notes and scorecard"
              shown={panel}
              onPanel={onPanel}
            />
          )}
          <span className="relative">
            <PanelButton
              of="chat"
              icon={MessageCircle}
              label={unread > 0 ? `Chat, ${unread} unread` : 'Chat'}
              shown={panel}
              onPanel={onPanel}
            />
            {unread > 0 && (
              <span
                aria-hidden
                className="absolute top-1 right-1 size-2.5 rounded-full border-2 border-surface bg-accent"
              />
            )}
          </span>
          <SessionMenu interview={interview} session={session} />
        </div>
      </div>
      <div className="px-4">
        <Complaint>{task.fault && problemOf(task.fault)}</Complaint>
      </div>
    </header>
  )
}

interface PanelButtonProps {
  readonly of: Panel
  readonly icon: typeof History
  readonly label: string
  readonly shown: Panel | undefined
  readonly onPanel: (panel: Panel) => void
}

function PanelButton({ of, icon, label, shown, onPanel }: PanelButtonProps) {
  return (
    <IconButton
      icon={icon}
      label={label}
      aria-pressed={shown === of}
      className={classes(shown === of && 'bg-accent-soft text-accent')}
      onClick={() => onPanel(of)}
    />
  )
}

/** Open or ended; while it is open, whether this device is connected to it. */
function Status({ session }: { readonly session: InterviewSession }) {
  const { status } = useStore(useClient().connection)
  if (session.status === 'ended') return <span className="block text-ink-soft text-sm">Ended</span>
  const online = status === 'online'
  const text = online ? 'Live' : status === 'connecting' ? 'Connecting…' : 'Not connected'
  return (
    <span className="flex items-center gap-1.5 text-ink-soft text-sm">
      <span
        aria-hidden
        className={classes('size-2 shrink-0 rounded-full', online ? 'bg-online' : 'bg-line-strong')}
      />
      {text}
      {session.locked && ' · locked'}
    </span>
  )
}
