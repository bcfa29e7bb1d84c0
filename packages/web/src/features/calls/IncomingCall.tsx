import { acceptCall, type CallView, declineCall } from '@stoa/contract/calls'
import { useNavigate, useParams } from '@tanstack/react-router'
import { Phone, PhoneOff, Video } from 'lucide-react'
import { useEffect } from 'react'
import { Avatar } from '../../components/Avatar.tsx'
import { Button } from '../../components/Button.tsx'
import { useClient } from '../../components/ClientContext.tsx'
import { Complaint } from '../../components/Complaint.tsx'
import { usePerson } from '../../components/people.ts'
import { useCoins } from '../../components/useCoins.ts'
import { useTask } from '../../components/useTask.ts'
import { useCallsHere } from './CallsContext.ts'
import { incoming as tune } from './session/ring.ts'
import { useRing } from './session/useRing.ts'

/** Somebody calls: on every page, until it is taken here or elsewhere, or over (C3). */
export function IncomingCall() {
  const { now } = useCallsHere()
  const { call: open } = useParams({ strict: false })
  const { incoming } = now
  useRing(incoming === undefined ? undefined : tune, true)
  useEffect(() => {
    // Like sound, it is only allowed once somebody has touched the page.
    if (incoming === undefined || !('vibrate' in navigator) || !navigator.userActivation.hasBeenActive) return
    navigator.vibrate([400, 200, 400, 1000, 400, 200, 400])
    return () => void navigator.vibrate(0)
  }, [incoming])
  if (incoming === undefined) return null
  return <Ringing key={incoming.id} call={incoming} open={open === incoming.id} />
}

function Ringing({ call, open }: { readonly call: CallView; readonly open: boolean }) {
  const client = useClient()
  const navigate = useNavigate()
  const { desk } = useCallsHere()
  const caller = usePerson(call.caller)
  const { coins } = useCoins()
  const task = useTask()
  const name = caller?.name ?? 'Somebody'
  const params = { call: call.id }
  const accept = () =>
    task.run(async () => {
      await client.call(acceptCall, { params })
      desk.mark(call.id)
      await navigate({ to: '/calls/$call', params, replace: open })
    })
  return (
    <section
      aria-label="Incoming call"
      className="fixed inset-x-3 top-3 z-50 mx-auto max-w-md animate-rise rounded-3xl border border-line bg-raised p-4 shadow-pop"
    >
      <div className="flex items-center gap-4">
        <span className="relative">
          <span aria-hidden className="absolute inset-0 animate-ping rounded-full bg-accent-soft" />
          <Avatar id={call.caller} name={name} picture={caller?.picture} />
        </span>
        <div role="alert" className="min-w-0 flex-1">
          <p className="truncate font-semibold">{name} is calling</p>
          <p className="text-ink-soft text-sm">
            {call.media === 'video' ? 'Video' : 'Audio'} call · {coins(call.rate)} a minute
          </p>
        </div>
      </div>
      <div className="mt-4 grid grid-cols-2 gap-2">
        <Button
          look="danger"
          disabled={task.busy}
          onClick={() => void task.run(() => client.call(declineCall, { params }))}
        >
          <PhoneOff aria-hidden className="size-4.5" /> Decline
        </Button>
        <Button busy={task.busy} onClick={accept}>
          {call.media === 'video' ? (
            <Video aria-hidden className="size-4.5" />
          ) : (
            <Phone aria-hidden className="size-4.5" />
          )}
          Accept
        </Button>
      </div>
      <Complaint>{task.fault?.message}</Complaint>
    </section>
  )
}
