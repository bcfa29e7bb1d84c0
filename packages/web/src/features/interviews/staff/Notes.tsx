import type { OpenInterview } from '@stoa/client/interviews'
import { type InterviewSession, note, type StaffState } from '@stoa/contract/interviews'
import { type FormEvent, type KeyboardEvent, useId, useState } from 'react'
import { Button } from '../../../components/Button.tsx'
import { Complaint } from '../../../components/Complaint.tsx'
import { fieldLook } from '../../../components/Field.tsx'
import { asFault } from '../../../components/useTask.ts'
import { elapsed } from '../playback/times.ts'
import { useFaces } from '../session/useFaces.ts'
import { NoteItem } from './NoteItem.tsx'
import { useDraft } from './useDraft.ts'

export interface NotesProps {
  readonly interview: OpenInterview
  readonly session: InterviewSession
  readonly staff: StaffState
}

/** Private notes, newest first, each tied to the moment at which writing it began. */
export function Notes({ interview, session, staff }: NotesProps) {
  const faceOf = useFaces(session)
  return (
    <div className="flex flex-col gap-3 p-4">
      <NewNote interview={interview} session={session} />
      {staff.notes.length === 0 && (
        <p className="text-ink-soft text-sm">
          No notes yet. Each one leads back to the moment it is about when you replay the interview.
        </p>
      )}
      <ol aria-label="Notes" className="flex flex-col gap-2">
        {staff.notes.toReversed().map((one) => (
          <NoteItem
            key={one.seq}
            interview={interview}
            session={session}
            note={one}
            author={one.by === null ? 'Stoa' : faceOf(one.by).name}
          />
        ))}
      </ol>
    </div>
  )
}

interface Begun {
  readonly seq: number
  readonly at: number
}

function NewNote({ interview, session }: Pick<NotesProps, 'interview' | 'session'>) {
  const id = useId()
  const draft = useDraft(session)
  const [begun, setBegun] = useState<Begun>()
  const [waiting, setWaiting] = useState(0)
  const [problem, setProblem] = useState<string>()
  // A session's first entry is 1, also where none has come yet.
  const now = (): Begun => ({ seq: Math.max(1, interview.get().head), at: Date.now() })
  const change = (next: string) => {
    if (begun === undefined || draft.get().trim() === '') setBegun(now())
    draft.set(next)
  }
  const add = async () => {
    const moment = begun ?? now()
    const written = draft.get().trim()
    if (written === '') return
    draft.set('')
    setBegun(undefined)
    setProblem(undefined)
    setWaiting((count) => count + 1)
    try {
      await interview.sendStaff(note, { text: written, seq: moment.seq })
    } catch (error) {
      setProblem(`The note could not be saved. ${asFault(error).message}`)
      const since = draft.get()
      draft.set(since === '' ? written : `${written}\n${since}`)
      setBegun(moment)
    } finally {
      setWaiting((count) => count - 1)
    }
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    void add()
  }
  return (
    <form
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        void add()
      }}
      className="flex flex-col gap-2"
    >
      <label htmlFor={id} className="sr-only">
        New note
      </label>
      <textarea
        id={id}
        rows={3}
        maxLength={5000}
        placeholder="What do you notice?"
        value={draft.text}
        onChange={(event) => change(event.target.value)}
        onKeyDown={onKeyDown}
        className={fieldLook}
      />
      <Complaint>{problem}</Complaint>
      <div className="flex items-center justify-between gap-2">
        <span role="status" className="text-ink-soft text-xs tabular-nums">
          {waiting > 0 && 'Saving…'}
          {waiting === 0 &&
            begun !== undefined &&
            draft.text !== '' &&
            `At ${elapsed(begun.at - session.createdAt)}`}
        </span>
        <Button type="submit" look="outline" disabled={draft.text.trim() === ''}>
          Add note
        </Button>
      </div>
    </form>
  )
}
