import { Menu } from '@base-ui/react/menu'
import type { OpenInterview } from '@stoa/client/interviews'
import {
  type Document,
  type DocumentKind,
  documentBegun,
  documentRemoved,
  type InterviewSession,
} from '@stoa/contract/interviews'
import { Ellipsis, FileCode, FilePlus2, PencilLine, Plus, Shapes, X } from 'lucide-react'
import { type KeyboardEvent, useRef, useState } from 'react'
import { Complaint } from '../../../components/Complaint.tsx'
import { ConfirmDialog } from '../../../components/ConfirmDialog.tsx'
import { classes } from '../../../components/classes.ts'
import { IconButton } from '../../../components/IconButton.tsx'
import { MenuItem, menuLook } from '../../../components/MenuItem.tsx'
import { useTask } from '../../../components/useTask.ts'
import { languageEndings } from '../editor/languageNames.ts'
import { problemOf } from './faults.ts'
import { RenameDocument } from './RenameDocument.tsx'
import { readOnlyReason } from './rights.ts'

export interface DocumentTabsProps {
  readonly interview: OpenInterview
  readonly session: InterviewSession
  readonly documents: readonly Document[]
  readonly shown: number | undefined
  readonly onShow: (document: number) => void
}

/** The session's files and whiteboards, one of which is shown. */
export function DocumentTabs({ interview, session, documents, shown, onShow }: DocumentTabsProps) {
  const task = useTask()
  const place = useRef<HTMLDivElement>(null)
  const [asking, setAsking] = useState<'rename' | 'close'>()
  const current = documents.find((one) => one.seq === shown)
  const mayWrite = readOnlyReason(session) === undefined
  const begin = (kind: DocumentKind) =>
    task.run(async () => {
      const language = kind === 'code' ? (current?.language ?? session.language) : 'text'
      const name = newName(documents, kind, languageEndings[language])
      const { seq } = await interview.send(documentBegun, { kind, name, language })
      onShow(seq)
    })
  const close = () => task.run(() => interview.send(documentRemoved, {}, shown))
  return (
    <div ref={place} className="border-line border-b bg-surface">
      <div className="flex min-h-11 items-center gap-1 px-2">
        <div
          role="tablist"
          aria-label="Documents"
          onKeyDown={moveByArrows}
          className="flex min-w-0 flex-1 gap-1 overflow-x-auto overflow-y-hidden py-1"
        >
          {documents.map((one) => (
            <DocumentTab key={one.seq} document={one} shown={one.seq === shown} onShow={onShow} />
          ))}
        </div>
        {mayWrite && (
          <Menu.Root>
            <Menu.Trigger
              render={<IconButton icon={Plus} size="small" label="Add a document" disabled={task.busy} />}
            />
            <Menu.Portal container={place}>
              <Menu.Positioner sideOffset={4} align="end" className="z-30">
                <Menu.Popup className={menuLook}>
                  <MenuItem icon={FilePlus2} onClick={() => void begin('code')}>
                    Code file
                  </MenuItem>
                  <MenuItem icon={Shapes} onClick={() => void begin('drawing')}>
                    Whiteboard
                  </MenuItem>
                </Menu.Popup>
              </Menu.Positioner>
            </Menu.Portal>
          </Menu.Root>
        )}
        {mayWrite && session.role === 'interviewer' && current !== undefined && (
          <Menu.Root>
            <Menu.Trigger
              render={<IconButton icon={Ellipsis} size="small" label={`Manage ${current.name}`} />}
            />
            <Menu.Portal container={place}>
              <Menu.Positioner sideOffset={4} align="end" className="z-30">
                <Menu.Popup className={menuLook}>
                  <MenuItem icon={PencilLine} onClick={() => setAsking('rename')}>
                    Rename
                  </MenuItem>
                  <MenuItem icon={X} danger onClick={() => setAsking('close')}>
                    Close for everybody
                  </MenuItem>
                </Menu.Popup>
              </Menu.Positioner>
            </Menu.Portal>
          </Menu.Root>
        )}
      </div>
      <div className="px-3">
        <Complaint>{task.fault && problemOf(task.fault)}</Complaint>
      </div>
      {asking === 'rename' && current !== undefined && (
        <RenameDocument interview={interview} document={current} onClose={() => setAsking(undefined)} />
      )}
      <ConfirmDialog
        open={asking === 'close'}
        title={`Close “${current?.name ?? ''}”?`}
        text="It closes for everybody, and what is in it is deleted, also from the playback."
        confirm="Close it"
        onConfirm={() => void close()}
        onClose={() => setAsking(undefined)}
      />
    </div>
  )
}

interface DocumentTabProps {
  readonly document: Document
  readonly shown: boolean
  readonly onShow: (document: number) => void
}

function DocumentTab({ document, shown, onShow }: DocumentTabProps) {
  const Icon = document.kind === 'code' ? FileCode : Shapes
  return (
    <button
      type="button"
      role="tab"
      aria-selected={shown}
      tabIndex={shown ? 0 : -1}
      onClick={() => onShow(document.seq)}
      className={classes(
        'flex min-h-9 min-w-0 max-w-52 shrink-0 items-center gap-2 rounded-xl px-3 text-sm transition-colors focus-visible:-outline-offset-2',
        shown ? 'bg-accent-soft font-medium' : 'text-ink-soft hover:bg-sunken',
      )}
    >
      <Icon aria-hidden className="size-4 shrink-0" />
      <span className="truncate">{document.name}</span>
    </button>
  )
}

/** Arrow keys, Home and End move to another tab and show it. */
function moveByArrows(event: KeyboardEvent<HTMLElement>): void {
  const tabs = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="tab"]')]
  const at = document.activeElement instanceof HTMLElement ? tabs.indexOf(document.activeElement) : -1
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key]
  if (at === -1 || to === undefined) return
  event.preventDefault()
  const next = tabs[(to + tabs.length) % tabs.length]
  next?.focus()
  next?.click()
}

/** A name that no other document has: `main.py`, `main2.py` … */
function newName(documents: readonly Document[], kind: DocumentKind, ending: string): string {
  const taken = new Set(documents.map(({ name }) => name))
  for (let count = 1; ; count += 1) {
    const number = count === 1 ? '' : String(count)
    const name = kind === 'code' ? `main${number}.${ending}` : `Whiteboard${number && ` ${number}`}`
    if (!taken.has(name)) return name
  }
}
