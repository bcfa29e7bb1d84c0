import './print.css'
import { Link } from '@tanstack/react-router'
import { ArrowLeft, Printer } from 'lucide-react'
import { useEffect } from 'react'
import { Button } from '../../../components/Button.tsx'
import { Complaint } from '../../../components/Complaint.tsx'
import { useTimes } from '../../../components/TimesContext.tsx'
import type { Films } from '../playback/films.ts'
import type { Recorded } from '../playback/loadRecording.ts'
import { faceOf, useFaces } from '../playback/people.ts'
import { lasting } from '../playback/times.ts'
import { roleNames } from '../session/rights.ts'
import { Files } from './Files.tsx'
import { Part } from './Part.tsx'
import { Runs } from './Runs.tsx'
import { Shares } from './Shares.tsx'
import { StaffPart } from './StaffPart.tsx'

export interface ReportProps {
  readonly recorded: Recorded
  readonly films: Films
  /** Could a part of the texts not be read? */
  readonly broken: boolean
}

export function Report({ recorded, films, broken }: ReportProps) {
  const { session, recording, staff } = recorded
  const times = useTimes()
  const faces = useFaces(session, recording.people)
  const nameOf = (person: number | null) =>
    faceOf(faces, person === null ? null : recording.people[person]).name
  useEffect(() => {
    // What the printed file is called.
    document.title = `${session.title} · report`
    return () => {
      document.title = 'Stoa'
    }
  }, [session.title])
  return (
    <div className="h-full overflow-y-auto bg-canvas print:h-auto print:overflow-visible">
      <header className="sticky top-0 z-10 border-line border-b bg-surface print:hidden">
        <div className="mx-auto flex min-h-14 max-w-3xl items-center gap-2 px-3 py-2">
          <Link
            to="/interviews/$session"
            params={{ session: session.id }}
            aria-label="Back to the interview"
            className="grid size-10 place-items-center rounded-xl text-ink-soft hover:bg-sunken"
          >
            <ArrowLeft aria-hidden className="size-5" />
          </Link>
          <span className="mr-auto font-semibold">Report</span>
          <Button look="outline" onClick={() => print()}>
            <Printer aria-hidden className="size-4" /> Print or save as PDF
          </Button>
        </div>
      </header>
      <main
        id="main"
        tabIndex={-1}
        className="mx-auto flex max-w-3xl flex-col gap-8 px-5 py-8 outline-none print:max-w-none print:p-0"
      >
        <div>
          <h1 className="break-words font-display font-semibold text-3xl tracking-tight">{session.title}</h1>
          <p className="mt-1 text-ink-soft">
            {times.full(session.createdAt)} · {lasting(recording.length)}
            {session.status === 'open' && ' · still open'}
          </p>
          {broken && (
            <Complaint>A part of what was written could not be read, and is missing here.</Complaint>
          )}
        </div>
        <Part title="Participants">
          <ul className="grid gap-1 sm:grid-cols-2">
            {session.participants.map(({ user, name, role }) => (
              <li key={user}>
                <span className="font-medium">{name}</span>{' '}
                <span className="text-ink-soft">{roleNames[role]}</span>
              </li>
            ))}
            {session.left.map(({ user, name, role }) => (
              <li key={user}>
                <span className="font-medium">{name}</span>{' '}
                <span className="text-ink-soft">{roleNames[role]}, left</span>
              </li>
            ))}
          </ul>
        </Part>
        <Files recording={recording} films={films} />
        <Runs recording={recording} nameOf={nameOf} />
        <Shares recording={recording} films={films} nameOf={nameOf} />
        {staff !== null && <StaffPart session={session} recording={recording} staff={staff} />}
      </main>
    </div>
  )
}
