import { Menu } from '@base-ui/react/menu'
import type { OpenInterview } from '@stoa/client/interviews'
import {
  changeSession,
  deleteSession,
  endSession,
  type InterviewSession,
  removeParticipant,
} from '@stoa/contract/interviews'
import { useNavigate } from '@tanstack/react-router'
import {
  CircleStop,
  Download,
  Ellipsis,
  FileText,
  LogOut,
  PencilLine,
  PlaySquare,
  Trash2,
} from 'lucide-react'
import { useRef, useState } from 'react'
import { useClient } from '../../../components/ClientContext.tsx'
import { ConfirmDialog } from '../../../components/ConfirmDialog.tsx'
import { IconButton } from '../../../components/IconButton.tsx'
import { MenuItem, menuLook } from '../../../components/MenuItem.tsx'
import { useMe } from '../../../components/people.ts'
import { useTask } from '../../../components/useTask.ts'
import { problemOf } from './faults.ts'
import { NameDialog } from './NameDialog.tsx'

const questions = {
  end: [
    'End this interview?',
    'Nobody can write or join any more. All of it can still be read and replayed.',
    'End it',
  ],
  delete: [
    'Delete this interview?',
    'Code, chat, notes and playback are deleted for everybody and cannot be brought back.',
    'Delete it',
  ],
  leave: ['Leave this interview?', 'To come back you need a link again.', 'Leave'],
} as const

/** The rarer things that can be done with a session. */
export function SessionMenu({
  interview,
  session,
}: {
  readonly interview: OpenInterview
  readonly session: InterviewSession
}) {
  const client = useClient()
  const me = useMe()
  const navigate = useNavigate()
  const place = useRef<HTMLDivElement>(null)
  const task = useTask()
  const [asking, setAsking] = useState<'rename' | keyof typeof questions>()
  const params = { session: session.id }
  const interviewer = session.role === 'interviewer'
  const owner = session.owner === me.id
  const away = async () => {
    if (me.role === 'guest') await client.logout()
    else await navigate({ to: '/interviews' })
  }
  const answers = {
    end: () => client.call(endSession, { params }),
    delete: async () => {
      await client.call(deleteSession, { params })
      await away()
    },
    leave: async () => {
      await client.call(removeParticipant, { params: { ...params, user: me.id } })
      await away()
    },
  }
  const download = async () => {
    const { downloadFiles } = await import('./downloadFiles.ts')
    await downloadFiles(interview, session.title)
  }
  const question = asking === undefined || asking === 'rename' ? undefined : asking
  const [title, text, confirm] = questions[question ?? 'end']
  return (
    <div ref={place} className="flex">
      <Menu.Root>
        <Menu.Trigger render={<IconButton icon={Ellipsis} label="More" disabled={task.busy} />} />
        <Menu.Portal container={place}>
          <Menu.Positioner sideOffset={4} align="end" className="z-40">
            <Menu.Popup className={menuLook}>
              {interviewer && session.status === 'open' && (
                <MenuItem icon={PencilLine} onClick={() => setAsking('rename')}>
                  Rename
                </MenuItem>
              )}
              <MenuItem icon={Download} onClick={() => void task.run(download)}>
                Download files
              </MenuItem>
              <MenuItem
                icon={PlaySquare}
                onClick={() => void navigate({ to: '/interviews/$session/replay', params })}
              >
                Replay
              </MenuItem>
              {interviewer && (
                <MenuItem
                  icon={FileText}
                  onClick={() => void navigate({ to: '/interviews/$session/report', params })}
                >
                  Report
                </MenuItem>
              )}
              {!owner && (
                <MenuItem icon={LogOut} onClick={() => setAsking('leave')}>
                  Leave
                </MenuItem>
              )}
              {interviewer && session.status === 'open' && (
                <MenuItem icon={CircleStop} danger onClick={() => setAsking('end')}>
                  End the interview
                </MenuItem>
              )}
              {owner && (
                <MenuItem icon={Trash2} danger onClick={() => setAsking('delete')}>
                  Delete
                </MenuItem>
              )}
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
      {task.fault !== undefined && (
        <p
          role="alert"
          className="fixed inset-x-4 top-16 z-40 mx-auto w-fit rounded-2xl bg-danger-soft px-4 py-2 text-danger text-sm shadow-pop"
        >
          {problemOf(task.fault)}
        </p>
      )}
      {asking === 'rename' && (
        <NameDialog
          title="Rename the interview"
          label="Title"
          confirm="Rename"
          longest={100}
          initial={session.title}
          onName={(name) => client.call(changeSession, { params, body: { title: name } })}
          onClose={() => setAsking(undefined)}
        />
      )}
      <ConfirmDialog
        open={question !== undefined}
        title={title}
        text={text}
        confirm={confirm}
        onConfirm={() => {
          if (question !== undefined) void task.run(answers[question])
        }}
        onClose={() => setAsking(undefined)}
      />
    </div>
  )
}
