import { deleteStream, type Stream } from '@stoa/contract/streams'
import { Link, useNavigate } from '@tanstack/react-router'
import { CircleCheck, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../../components/Button.tsx'
import { useClient } from '../../../components/ClientContext.tsx'
import { Complaint } from '../../../components/Complaint.tsx'
import { ConfirmDialog } from '../../../components/ConfirmDialog.tsx'
import { useMe } from '../../../components/people.ts'
import { useTask } from '../../../components/useTask.ts'
import { clockText } from '../../calls/session/cost.ts'

/** What became of a stream of one's own. */
export function AfterEnd({ stream }: { readonly stream: Stream }) {
  const client = useClient()
  const me = useMe()
  const navigate = useNavigate()
  const task = useTask()
  const [asking, setAsking] = useState(false)
  const params = { stream: stream.id }
  const lasted =
    stream.startedAt === null || stream.endedAt === null
      ? undefined
      : clockText(Math.round((stream.endedAt - stream.startedAt) / 1000))
  const figures = [
    ['Lasted', lasted ?? '–'],
    ['Most viewers', String(stream.peak)],
    ['Recording', stream.recording === null ? 'None' : clockText(Math.round(stream.recording.seconds))],
  ] as const
  return (
    <section
      aria-label="After the stream"
      className="flex flex-col items-center gap-5 rounded-3xl border border-line bg-surface p-6 text-center"
    >
      <span className="grid size-14 place-items-center rounded-2xl bg-accent-soft text-accent">
        <CircleCheck aria-hidden className="size-6" />
      </span>
      <h2 className="font-semibold text-lg">This stream has ended</h2>
      <dl className="flex flex-wrap justify-center gap-x-8 gap-y-3">
        {figures.map(([term, value]) => (
          <div key={term}>
            <dt className="text-ink-soft text-sm">{term}</dt>
            <dd className="font-semibold text-lg tabular-nums">{value}</dd>
          </div>
        ))}
      </dl>
      <div className="flex flex-wrap justify-center gap-2">
        <Link
          to="/streams/$stream"
          params={params}
          className="inline-flex min-h-10 items-center rounded-xl bg-accent px-4 font-medium text-on-accent hover:bg-accent-strong"
        >
          {stream.recording === null ? 'Its page' : 'Watch the recording'}
        </Link>
        {stream.host === me.id && (
          <Button look="quiet" busy={task.busy} onClick={() => setAsking(true)}>
            <Trash2 aria-hidden className="size-4.5" /> Delete
          </Button>
        )}
      </div>
      <Complaint>{task.fault?.message}</Complaint>
      <ConfirmDialog
        open={asking}
        title="Delete this stream?"
        text="Its recording, its chat and its moments go with it."
        confirm="Delete"
        onConfirm={() =>
          void task.run(async () => {
            await client.call(deleteStream, { params })
            await navigate({ to: '/streams' })
          })
        }
        onClose={() => setAsking(false)}
      />
    </section>
  )
}
