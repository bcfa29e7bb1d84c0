import type { FollowedStream } from '@stoa/client/streaming'
import { RoomId } from '@stoa/contract/http'
import type { Stream } from '@stoa/contract/streams'
import { getRouteApi, Link } from '@tanstack/react-router'
import { MonitorPlay } from 'lucide-react'
import { useMemo } from 'react'
import { Card } from '../../components/Card.tsx'
import { useStore } from '../../components/ClientContext.tsx'
import { Loaded } from '../../components/Loaded.tsx'
import { Page } from '../../components/Page.tsx'
import { useMe } from '../../components/people.ts'
import { useTimes } from '../../components/TimesContext.tsx'
import { Loading, NoSuchStream, StreamProblem } from '../streams/pages/states.tsx'
import { useStageLeft } from '../streams/session/useStageLeft.ts'
import { useStream } from '../streams/session/useStream.ts'
import { EmoteChart } from './EmoteChart.tsx'
import { MomentAnnouncer } from './MomentAnnouncer.tsx'
import { MomentsList } from './MomentsList.tsx'
import { SettingsForm } from './SettingsForm.tsx'
import { everyMinute, layersOf } from './stack.ts'
import { useEmoteCounts } from './useEmoteCounts.ts'

const route = getRouteApi('/inside/members/streams/streams/$stream/emotes')

/** What the audience sends, as it comes, and how moments are found in it. */
export function EmotesPage() {
  const { stream } = route.useParams()
  const id = RoomId.safeParse(stream)
  return id.success ? <Followed key={id.data} id={id.data} /> : <NoSuchStream />
}

function Followed({ id }: { readonly id: RoomId }) {
  const followed = useStream(id)
  return followed === undefined ? <Loading /> : <Found followed={followed} />
}

function Found({ followed }: { readonly followed: FollowedStream }) {
  const { status, fault, stream } = useStore(followed.facts)
  if (stream === undefined) {
    if (status === 'loading') return <Loading />
    return fault?.code === 'NOT_FOUND' ? <NoSuchStream /> : <StreamProblem fault={fault} />
  }
  return <Dashboard followed={followed} stream={stream} />
}

function Dashboard({ followed, stream }: { readonly followed: FollowedStream; readonly stream: Stream }) {
  const me = useMe()
  const { id, host, title } = stream
  useStageLeft(stream)
  return (
    <Page
      title="Emotes"
      action={
        <Link
          to="/streams/$stream"
          params={{ stream: id }}
          className="flex min-h-10 min-w-0 items-center gap-2 rounded-xl px-3 font-medium text-accent hover:bg-sunken"
        >
          <MonitorPlay aria-hidden className="size-4.5 shrink-0" />
          <span className="max-w-48 truncate">{title}</span>
        </Link>
      }
    >
      <Timeline followed={followed} stream={stream} />
      <MomentsList moments={followed.moments} over={stream.status === 'ended'} />
      {host === me.id && <SettingsForm stream={id} title="Settings of this stream" />}
      {me.role === 'admin' && <SettingsForm title="Settings of all other streams" />}
      <MomentAnnouncer followed={followed} />
    </Page>
  )
}

function Timeline({ followed, stream }: { readonly followed: FollowedStream; readonly stream: Stream }) {
  const live = stream.status === 'live'
  const times = useTimes()
  const { query, again, minutes, dropped } = useEmoteCounts(followed, stream)
  const chart = useMemo(() => {
    const all = everyMinute(minutes)
    return { at: all.map(({ at }) => at / 1000), layers: layersOf(all) }
  }, [minutes])
  const total = chart.layers.reduce((sum, layer) => sum + layer.total, 0)
  const late = dropped === 0 ? '' : `, ${dropped} came too late to be counted`
  return (
    <Card
      title="Emotes a minute"
      hint={<span data-total={total}>{`${total} so far${late}`}</span>}
      action={live && <span className="text-ink-soft text-sm">Live</span>}
    >
      <Loaded query={query} again={again}>
        {() =>
          total === 0 ? (
            <p className="text-ink-soft">
              {live ? 'Nobody has sent an emote yet. They show here as they come.' : 'Nobody sent an emote.'}
            </p>
          ) : (
            <EmoteChart
              label={`Emotes a minute: ${total} in all, most often ${chart.layers[0]?.emote ?? ''}.`}
              at={chart.at}
              layers={chart.layers}
              scale="clock"
              write={(second) => times.clock(second * 1000)}
            />
          )
        }
      </Loaded>
    </Card>
  )
}
