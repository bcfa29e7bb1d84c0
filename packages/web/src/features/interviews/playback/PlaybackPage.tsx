import { Link, useParams, useSearch } from '@tanstack/react-router'
import { ArrowLeft, Clapperboard, RotateCw } from 'lucide-react'
import { Button } from '../../../components/Button.tsx'
import { Notice } from '../../../components/Notice.tsx'
import { Skeleton } from '../../../components/Skeleton.tsx'
import { useTimes } from '../../../components/TimesContext.tsx'
import type { Recorded } from './loadRecording.ts'
import { Replay } from './Replay.tsx'
import { lasting } from './times.ts'
import { useRecorded } from './useRecorded.ts'

/** An interview as it happened, keystroke by keystroke (P8). */
export function PlaybackPage() {
  const { session = '' } = useParams({ strict: false })
  const { at } = useSearch({ strict: false })
  const [loading, again] = useRecorded(session)
  switch (loading.status) {
    case 'loading':
      return <Loading share={loading.share} />
    case 'error':
      return (
        <main id="main" className="flex h-full">
          <Notice
            page
            icon={Clapperboard}
            title="This replay could not be had"
            action={
              <Button onClick={again}>
                <RotateCw aria-hidden className="size-4" /> Try again
              </Button>
            }
          >
            {loading.fault.message}
          </Notice>
        </main>
      )
    case 'ready':
      return <Loaded recorded={loading.recorded} at={at} />
  }
}

function Loading({ share }: { readonly share: number }) {
  return (
    <main id="main" aria-busy="true" className="flex h-full flex-col gap-4 p-4">
      <p role="status" className="text-ink-soft text-sm">
        Loading the replay… {Math.floor(share * 100)} %
      </p>
      <progress aria-label="Loaded" value={share} max={1} className="h-1.5 w-full accent-accent" />
      <Skeleton className="h-8 w-2/5" />
      <Skeleton className="min-h-0 flex-1" />
      <Skeleton className="h-24 w-full" />
    </main>
  )
}

function Loaded({ recorded, at }: { readonly recorded: Recorded; readonly at: number | undefined }) {
  const { session, recording } = recorded
  const times = useTimes()
  return (
    <main id="main" tabIndex={-1} className="flex h-full min-h-0 flex-col bg-canvas outline-none">
      <header className="flex items-center gap-2 border-line border-b bg-surface px-3 py-2">
        <Link
          to="/interviews/$session"
          params={{ session: session.id }}
          aria-label="Back to the interview"
          className="grid size-10 shrink-0 place-items-center rounded-xl text-ink-soft hover:bg-sunken"
        >
          <ArrowLeft aria-hidden className="size-5" />
        </Link>
        <div className="min-w-0">
          <h1 className="truncate font-semibold">{session.title}</h1>
          <p className="truncate text-ink-soft text-xs">
            Replay · {times.full(session.createdAt)} · {lasting(recording.length)}
          </p>
        </div>
      </header>
      <Replay recorded={recorded} at={at} />
    </main>
  )
}
