import { Outlet } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useClient } from '../../../components/ClientContext.tsx'
import { createFollowing } from './following.ts'
import { OnAirBar } from './OnAirBar.tsx'
import { StreamsContext, type StreamsHere } from './StreamsContext.ts'
import { createStudio } from './studio.ts'

/** Around every page of streams: what outlives the way from one of them to the next. */
export function StreamsLayout() {
  const client = useClient()
  const [here, setHere] = useState<StreamsHere>()
  useEffect(() => {
    const made = { following: createFollowing(client), studio: createStudio(client, sessionStorage) }
    setHere(made)
    return () => {
      made.studio.close()
      made.following.close()
    }
  }, [client])
  if (here === undefined) return null
  return (
    <StreamsContext value={here}>
      <div className="flex h-full min-h-0 flex-col">
        <OnAirBar studio={here.studio} />
        <div className="min-h-0 flex-1">
          <Outlet />
        </div>
      </div>
    </StreamsContext>
  )
}
