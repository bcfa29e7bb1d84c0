import { type InterviewSession, listSessions } from '@stoa/contract/interviews'
import { Link } from '@tanstack/react-router'
import { CircleAlert, CodeXml, LibraryBig, LogOut, Plus } from 'lucide-react'
import { useCallback, useEffect, useState } from 'react'
import { Button } from '../../../components/Button.tsx'
import { useClient } from '../../../components/ClientContext.tsx'
import { Notice } from '../../../components/Notice.tsx'
import { useMe } from '../../../components/people.ts'
import { Skeleton } from '../../../components/Skeleton.tsx'
import { NewInterviewDialog } from './NewInterviewDialog.tsx'
import { SessionRow } from './SessionRow.tsx'
import { useSessions } from './useSessions.ts'

/** The interviews one has led or been in, newest first. */
export function InterviewsPage() {
  const client = useClient()
  const me = useMe()
  const guest = me.role === 'guest'
  const [making, setMaking] = useState(false)
  const sessions = useSessions(
    useCallback(
      (before) => client.call(listSessions, { query: before === undefined ? {} : { before } }),
      [client],
    ),
  )
  useEffect(() => {
    document.title = 'Interviews · Stoa'
    return () => {
      document.title = 'Stoa'
    }
  }, [])
  const begin = (
    <Button onClick={() => setMaking(true)}>
      <Plus aria-hidden className="size-4.5" /> New interview
    </Button>
  )
  return (
    <div className="h-full overflow-y-auto bg-canvas">
      <header className="sticky top-0 z-10 border-line border-b bg-surface">
        <div className="mx-auto flex min-h-16 max-w-3xl flex-wrap items-center gap-x-2 gap-y-1 px-4 py-2">
          <h1 className="mr-auto font-display font-semibold text-2xl tracking-tight">Interviews</h1>
          {guest ? (
            <Button look="quiet" onClick={() => void client.logout()}>
              <LogOut aria-hidden className="size-4.5" /> Leave as guest
            </Button>
          ) : (
            <Link
              to="/interviews/library"
              className="flex min-h-10 items-center gap-2 rounded-xl px-3 font-medium text-ink-soft hover:bg-sunken hover:text-ink"
            >
              <LibraryBig aria-hidden className="size-4.5" />
              <span className="max-sm:sr-only">Library</span>
            </Link>
          )}
          {!guest && begin}
        </div>
      </header>
      <main id="main" tabIndex={-1} className="mx-auto flex max-w-3xl flex-col gap-3 px-4 py-6 outline-none">
        {sessions.status === 'loading' && <ListSkeleton />}
        {sessions.status === 'error' && (
          <div role="alert">
            <Notice
              icon={CircleAlert}
              title="Your interviews could not be loaded"
              action={
                <Button look="outline" onClick={sessions.again}>
                  Try again
                </Button>
              }
            >
              {sessions.fault.message}
            </Notice>
          </div>
        )}
        {sessions.status === 'ready' && sessions.held.length === 0 && (
          <div className="py-10">
            <Notice icon={CodeXml} title="No interviews yet" action={guest ? undefined : begin}>
              {guest
                ? 'The one you came for was deleted, or you left it.'
                : 'Write code together, run it, and replay how it came about. The candidate needs a link and nothing else.'}
            </Notice>
          </div>
        )}
        {sessions.status === 'ready' && (
          <ul className="flex flex-col gap-2">
            {sessions.held.map((session: InterviewSession) => (
              <li key={session.id}>
                <SessionRow session={session} />
              </li>
            ))}
          </ul>
        )}
        {sessions.status === 'ready' && sessions.more && (
          <Button look="quiet" className="self-center" busy={sessions.busy} onClick={sessions.next}>
            More
          </Button>
        )}
      </main>
      {making && <NewInterviewDialog onClose={() => setMaking(false)} />}
    </div>
  )
}

function ListSkeleton() {
  return (
    <div aria-busy="true" className="flex flex-col gap-2">
      <span className="sr-only">Loading interviews…</span>
      {['w-full', 'w-[99%]', 'w-[98%]'].map((width) => (
        <Skeleton key={width} className={`h-20 rounded-3xl ${width}`} />
      ))}
    </div>
  )
}
