import { RoomId } from '@stoa/contract/http'
import { getRouteApi, Link, Navigate } from '@tanstack/react-router'
import { DoorClosed } from 'lucide-react'
import { useClient, useStore } from '../../components/ClientContext.tsx'
import { Notice } from '../../components/Notice.tsx'
import { ConversationSkeleton } from './conversation/ConversationSkeleton.tsx'
import { ConversationView } from './conversation/ConversationView.tsx'

const route = getRouteApi('/inside/members/chat/$room')

export function RoomPage() {
  const params = route.useParams()
  const { at } = route.useSearch()
  const { status, rooms } = useStore(useClient().rooms)
  const id = RoomId.safeParse(params.room)
  const room = rooms.find((one) => one.id === id.data)
  if (room?.kind === 'interview') {
    return (
      <Navigate
        to="/interviews/$session"
        params={{ session: room.id }}
        search={at === undefined ? {} : { at }}
        replace
      />
    )
  }
  if (room !== undefined) return <ConversationView key={room.id} room={room} at={at} />
  if (status === 'loading' && id.success) return <ConversationSkeleton />
  return (
    <Notice
      page
      icon={DoorClosed}
      title="This conversation is not here"
      action={
        <Link to="/chat" className="font-medium text-accent underline">
          Back to your conversations
        </Link>
      }
    >
      It does not exist, or you are not in it any more.
    </Notice>
  )
}
