import { Link, useParams } from '@tanstack/react-router'
import { FileWarning, RotateCw } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from '../../../components/Button.tsx'
import { useStore } from '../../../components/ClientContext.tsx'
import { Notice } from '../../../components/Notice.tsx'
import { Skeleton } from '../../../components/Skeleton.tsx'
import { cutFilms, type Films } from '../playback/films.ts'
import type { Recorded } from '../playback/loadRecording.ts'
import { useRecorded } from '../playback/useRecorded.ts'
import { Report } from './Report.tsx'

/** What came of an interview, to print or to keep. */
export function ReportPage() {
  const { session = '' } = useParams({ strict: false })
  const [loading, again] = useRecorded(session)
  switch (loading.status) {
    case 'loading':
      return <Preparing share={loading.share / 2} />
    case 'error':
      return (
        <main id="main" className="flex h-full">
          <Notice
            page
            icon={FileWarning}
            title="This report could not be made"
            action={
              <span className="flex flex-col items-center gap-3">
                <Button onClick={again}>
                  <RotateCw aria-hidden className="size-4" /> Try again
                </Button>
                <Link to="/interviews" className="font-medium text-accent underline">
                  To your interviews
                </Link>
              </span>
            }
          >
            {loading.fault.message}
          </Notice>
        </main>
      )
    case 'ready':
      return <Cutting recorded={loading.recorded} />
  }
}

function Cutting({ recorded }: { readonly recorded: Recorded }) {
  const [films, setFilms] = useState<Films>()
  useEffect(() => {
    const cut = cutFilms(recorded.recording)
    setFilms(cut)
    return () => cut.close()
  }, [recorded.recording])
  return films === undefined ? <Preparing share={0.5} /> : <Cut recorded={recorded} films={films} />
}

function Cut({ recorded, films }: { readonly recorded: Recorded; readonly films: Films }) {
  const { share, broken } = useStore(films)
  if (!broken && share < 1) return <Preparing share={0.5 + share / 2} />
  return <Report recorded={recorded} films={films} broken={broken} />
}

function Preparing({ share }: { readonly share: number }) {
  return (
    <main id="main" aria-busy="true" className="mx-auto flex h-full max-w-3xl flex-col gap-4 p-6">
      <p role="status" className="text-ink-soft text-sm">
        Making the report… {Math.floor(share * 100)} %
      </p>
      <progress aria-label="Made" value={share} max={1} className="h-1.5 w-full accent-accent" />
      <Skeleton className="h-9 w-2/5" />
      <Skeleton className="h-40 w-full" />
    </main>
  )
}
