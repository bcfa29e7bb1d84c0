import type { OpenInterview } from '@stoa/client/interviews'
import type { InterviewSession } from '@stoa/contract/interviews'
import { X } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { classes } from '../../../components/classes.ts'
import { IconButton } from '../../../components/IconButton.tsx'
import { Spinner } from '../../../components/Spinner.tsx'

const ChatPanel = lazy(() => import('./ChatPanel.tsx').then(({ ChatPanel }) => ({ default: ChatPanel })))
const VersionsPanel = lazy(() =>
  import('./VersionsPanel.tsx').then(({ VersionsPanel }) => ({ default: VersionsPanel })),
)
const StaffPanel = lazy(() =>
  import('../staff/StaffPanel.tsx').then(({ StaffPanel }) => ({ default: StaffPanel })),
)

export type Panel = 'chat' | 'staff' | 'versions'

const titles = { chat: 'Chat', staff: 'Notes and scorecard', versions: 'Versions' } as const

export interface SidePanelProps {
  readonly interview: OpenInterview
  readonly session: InterviewSession
  readonly panel: Panel
  readonly shown: number | undefined
  readonly messageAt: number | undefined
  readonly onClose: () => void
}

/** Beside the editor on wide screens, over it on narrow ones. */
export function SidePanel({ interview, session, panel, shown, messageAt, onClose }: SidePanelProps) {
  return (
    <aside
      aria-label={titles[panel]}
      className="absolute inset-0 z-20 flex flex-col border-line bg-surface md:left-auto md:w-96 md:border-l md:shadow-pop lg:static lg:shrink-0 lg:shadow-none"
    >
      <header className="flex min-h-11 shrink-0 items-center justify-between border-line border-b pr-2 pl-4">
        <h2 className="font-semibold">{titles[panel]}</h2>
        <IconButton icon={X} size="small" label={`Close ${titles[panel].toLowerCase()}`} onClick={onClose} />
      </header>
      <div className={classes('flex min-h-0 flex-1 flex-col', panel !== 'chat' && 'overflow-y-auto')}>
        <Suspense
          fallback={
            <div aria-busy="true" className="m-auto">
              <Spinner />
            </div>
          }
        >
          {panel === 'chat' && <ChatPanel session={session.id} at={messageAt} />}
          {panel === 'staff' && session.role === 'interviewer' && <StaffPanel interview={interview} />}
          {panel === 'versions' && <VersionsPanel interview={interview} session={session} shown={shown} />}
        </Suspense>
      </div>
    </aside>
  )
}
