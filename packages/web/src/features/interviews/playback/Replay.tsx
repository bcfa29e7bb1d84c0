import { FileQuestionMark } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useStore } from '../../../components/ClientContext.tsx'
import { Complaint } from '../../../components/Complaint.tsx'
import { Notice } from '../../../components/Notice.tsx'
import { Controls } from './Controls.tsx'
import { indexAt, stateAt } from './engine/places.ts'
import type { Recorded } from './loadRecording.ts'
import { Moments } from './Moments.tsx'
import { ReplayContext, type Replaying, useReplay } from './ReplayContext.ts'
import { ReplayDrawing } from './ReplayDrawing.tsx'
import { ReplayTabs } from './ReplayTabs.tsx'
import { ReplayText } from './ReplayText.tsx'
import { RunShown } from './RunShown.tsx'
import { Timeline } from './Timeline.tsx'
import { useMoment } from './useMoment.ts'
import { useReplayState } from './useReplayState.ts'
import { useShownDocument } from './useShownDocument.ts'
import { useReplayKeys, useSteps } from './useSteps.ts'

export interface ReplayProps {
  readonly recorded: Recorded
  /** Seq of the entry to begin at. */
  readonly at: number | undefined
}

export function Replay({ recorded, at }: ReplayProps) {
  const [skipping, setSkipping] = useState(true)
  const replay = useReplayState(recorded, { skipping, at })
  if (replay === undefined) return null
  return (
    <ReplayContext value={replay}>
      <Playing replay={replay} skipping={skipping} onSkipping={setSkipping} />
    </ReplayContext>
  )
}

interface PlayingProps {
  readonly replay: Replaying
  readonly skipping: boolean
  readonly onSkipping: (skipping: boolean) => void
}

function Playing({ replay, skipping, onSkipping }: PlayingProps) {
  const { recording, films, player, pace } = replay
  const { shown, following, pick } = useShownDocument(recording, player)
  const documents = useMoment(player, ({ time }) => stateAt(recording, indexAt(recording, time)).documents)
  const watched = useMemo(() => {
    const seqs = following ? recording.documents.map((one) => one.seq) : [shown]
    return seqs.flatMap((seq) => (seq === undefined ? [] : (films.film(seq) ?? [])))
  }, [recording, films, following, shown])
  const steps = useSteps({ recording, player, pace, films: watched })
  useReplayKeys(steps)
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-y-auto lg:grid lg:grid-cols-[minmax(0,1fr)_20rem] lg:overflow-hidden">
      <div className="flex min-h-[32rem] min-w-0 flex-1 flex-col lg:min-h-0">
        <ReplayTabs documents={documents} shown={shown} onPick={pick} />
        <div className="min-h-0 flex-1 border-line border-y">
          <Shown document={shown} />
        </div>
        {shown !== undefined && <RunShown document={shown} />}
        <div className="flex shrink-0 flex-col gap-3 bg-surface p-3">
          <Preparing />
          <Timeline />
          <Controls
            steps={steps}
            skipping={skipping}
            onSkipping={onSkipping}
            following={following}
            onFollowing={(follow) => pick(follow ? undefined : shown)}
          />
        </div>
      </div>
      <aside
        aria-label="What happened"
        className="min-h-0 border-line bg-surface lg:overflow-y-auto lg:border-l"
      >
        <Moments
          onGo={(mark) => {
            player.seek(mark.time)
            if (mark.document !== null && !following) pick(mark.document)
          }}
        />
      </aside>
    </div>
  )
}

function Shown({ document: seq }: { readonly document: number | undefined }) {
  const { recording, films, player } = useReplay()
  const document = useMoment(player, ({ time }) =>
    stateAt(recording, indexAt(recording, time)).documents.find((one) => one.seq === seq),
  )
  const recorded = recording.documents.find((one) => one.seq === seq)
  const film = seq === undefined ? undefined : films.film(seq)
  if (document === undefined || recorded === undefined) {
    return (
      <div className="flex h-full">
        <Notice icon={FileQuestionMark} title="No documents yet">
          At this moment nothing was open.
        </Notice>
      </div>
    )
  }
  if (film === undefined) return <ReplayDrawing key={seq} recorded={recorded} />
  return <ReplayText key={seq} document={document} recorded={recorded} film={film} />
}

/** How far the recording can be shown already. */
function Preparing() {
  const { films } = useReplay()
  const { share, broken } = useStore(films)
  if (broken) return <Complaint>A part of this recording could not be read, and is not shown.</Complaint>
  if (share >= 1) return null
  return (
    <div role="status" className="flex items-center gap-3 text-ink-soft text-sm">
      <span className="shrink-0">Preparing {Math.floor(share * 100)} %</span>
      <progress value={share} max={1} className="h-1.5 w-full accent-accent" />
    </div>
  )
}
