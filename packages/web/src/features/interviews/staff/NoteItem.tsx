import type { OpenInterview } from '@stoa/client/interviews'
import { type InterviewSession, type Note, noteEdited, noteRemoved } from '@stoa/contract/interviews'
import { Link } from '@tanstack/react-router'
import { Pencil, Trash2 } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { Button } from '../../../components/Button.tsx'
import { Complaint } from '../../../components/Complaint.tsx'
import { ConfirmDialog } from '../../../components/ConfirmDialog.tsx'
import { fieldLook } from '../../../components/Field.tsx'
import { focusFirst } from '../../../components/focusFirst.ts'
import { IconButton } from '../../../components/IconButton.tsx'
import { useMe } from '../../../components/people.ts'
import { useTimes } from '../../../components/TimesContext.tsx'
import { useTask } from '../../../components/useTask.ts'
import { elapsed } from '../playback/times.ts'

export interface NoteItemProps {
  readonly interview: OpenInterview
  readonly session: InterviewSession
  readonly note: Note
  readonly author: string
}

export function NoteItem({ interview, session, note, author }: NoteItemProps) {
  const me = useMe()
  const times = useTimes()
  const task = useTask()
  const [editing, setEditing] = useState(false)
  const [removing, setRemoving] = useState(false)
  const mine = note.by === me.id
  return (
    <li className="rounded-xl border border-line bg-raised p-3">
      <div className="flex items-center gap-2 text-ink-soft text-xs">
        <Link
          to="/interviews/$session/replay"
          params={{ session: session.id }}
          search={{ at: note.moment }}
          title="Replay this moment"
          className="font-medium text-accent tabular-nums underline underline-offset-2"
        >
          {elapsed(note.at - session.createdAt)}
        </Link>
        <time dateTime={new Date(note.at).toISOString()}>{times.clock(note.at)}</time>
        <span className="min-w-0 flex-1 truncate">{mine ? 'You' : author}</span>
        {mine && !editing && (
          <span className="-my-1 flex">
            <IconButton icon={Pencil} size="small" label="Edit note" onClick={() => setEditing(true)} />
            <IconButton icon={Trash2} size="small" label="Delete note" onClick={() => setRemoving(true)} />
          </span>
        )}
      </div>
      {editing ? (
        <EditNote
          text={note.text}
          busy={task.busy}
          onCancel={() => setEditing(false)}
          onSave={async (text) => {
            if (await task.run(() => interview.sendStaff(noteEdited, { text }, note.seq))) setEditing(false)
          }}
        />
      ) : (
        <p className="mt-1 whitespace-pre-wrap break-words">{note.text}</p>
      )}
      <Complaint>{task.fault?.message}</Complaint>
      <ConfirmDialog
        open={removing}
        title="Delete this note?"
        text="It will be gone for all interviewers."
        confirm="Delete"
        onConfirm={() => void task.run(() => interview.sendStaff(noteRemoved, {}, note.seq))}
        onClose={() => setRemoving(false)}
      />
    </li>
  )
}

interface EditNoteProps {
  readonly text: string
  readonly busy: boolean
  readonly onSave: (text: string) => void
  readonly onCancel: () => void
}

function EditNote({ text, busy, onSave, onCancel }: EditNoteProps) {
  const [written, setWritten] = useState(text)
  return (
    <form
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        onSave(written.trim())
      }}
      className="mt-2 flex flex-col gap-2"
    >
      <textarea
        ref={focusFirst}
        aria-label="Edit note"
        rows={3}
        maxLength={5000}
        value={written}
        onChange={(event) => setWritten(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onCancel()
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) onSave(written.trim())
        }}
        className={fieldLook}
      />
      <div className="flex justify-end gap-2">
        <Button look="quiet" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" busy={busy} disabled={written.trim() === ''}>
          Save
        </Button>
      </div>
    </form>
  )
}
