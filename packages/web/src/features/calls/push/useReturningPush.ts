import { RoomId } from '@stoa/contract/http'
import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import * as z from 'zod'
import { useClient } from '../../../components/ClientContext.tsx'
import { useMe } from '../../../components/people.ts'
import { isPushSupported, renewPush } from './subscription.ts'

/** What the service worker says to an open page when its notification was clicked. */
const Clicked = z.object({ kind: z.literal('open-call'), call: RoomId })

/** Keeps push as this person wanted it, and goes to the call whose notification was clicked. */
export function useReturningPush(): void {
  const client = useClient()
  const { id } = useMe()
  const navigate = useNavigate()
  useEffect(() => {
    if (!isPushSupported()) return
    // Being offline is said elsewhere; the next visit tries again.
    renewPush(client, id).catch(() => {})
    const hear = ({ data }: MessageEvent) => {
      const clicked = Clicked.safeParse(data)
      if (clicked.success) void navigate({ to: '/calls/$call', params: { call: clicked.data.call } })
    }
    navigator.serviceWorker.addEventListener('message', hear)
    return () => navigator.serviceWorker.removeEventListener('message', hear)
  }, [client, id, navigate])
}
