import type { UserId } from '@stoa/contract/http'
import { listWatchers } from '@stoa/contract/streams'
import { useCallback, useEffect, useState } from 'react'
import { Avatar } from '../../../components/Avatar.tsx'
import { Button } from '../../../components/Button.tsx'
import { Card } from '../../../components/Card.tsx'
import { useClient } from '../../../components/ClientContext.tsx'
import { Loaded } from '../../../components/Loaded.tsx'
import { usePerson } from '../../../components/people.ts'
import { useTimes } from '../../../components/TimesContext.tsx'
import { useQuery } from '../../../components/useQuery.ts'
import { viewersText } from '../pages/time.ts'
import type { StudioProps } from './props.ts'

const renewEvery = 8000
const few = 8

/** Who watches and who did, with when they came and went (S5). */
export function Watchers({ followed, stream }: StudioProps) {
  const client = useClient()
  const live = stream.status === 'live'
  const [all, setAll] = useState(false)
  const [query, again] = useQuery(
    useCallback(async () => {
      // With their number, which stands above them.
      const [{ participants }] = await Promise.all([
        client.call(listWatchers, { params: { stream: followed.id } }),
        followed.refresh(),
      ])
      return participants
    }, [client, followed]),
  )
  // After the end, until everybody is known to have gone.
  const some = live || (query.status === 'ready' && query.value.some(({ leftAt }) => leftAt === null))
  useEffect(() => {
    if (!some) return
    const timer = setInterval(again, renewEvery)
    return () => clearInterval(timer)
  }, [some, again])
  return (
    <Card title="Viewers" hint={`${viewersText(stream.viewers)} now, ${stream.peak} at most`}>
      <Loaded query={query} again={again}>
        {(watchers) =>
          watchers.length === 0 ? (
            <p className="text-ink-soft">Nobody has watched yet.</p>
          ) : (
            <>
              <ul aria-label="Viewers" className="divide-y divide-line">
                {watchers.slice(0, all ? watchers.length : few).map((one) => (
                  <Watcher key={`${one.user} ${one.joinedAt}`} {...one} />
                ))}
              </ul>
              {watchers.length > few && (
                <Button look="quiet" className="mt-2" onClick={() => setAll(!all)}>
                  {all ? 'Show fewer' : `Show all ${watchers.length}`}
                </Button>
              )}
            </>
          )
        }
      </Loaded>
    </Card>
  )
}

function Watcher(props: {
  readonly user: UserId
  readonly joinedAt: number
  readonly leftAt: number | null
}) {
  const person = usePerson(props.user)
  const times = useTimes()
  const name = person?.name ?? '…'
  return (
    <li className="flex items-center gap-3 py-2">
      <Avatar
        id={props.user}
        name={name}
        picture={person?.picture}
        size="small"
        online={props.leftAt === null}
      />
      <span className="min-w-0 flex-1 truncate">{name}</span>
      <span className="shrink-0 text-ink-soft text-sm tabular-nums">
        {times.clock(props.joinedAt)} – {props.leftAt === null ? 'now' : times.clock(props.leftAt)}
      </span>
    </li>
  )
}
