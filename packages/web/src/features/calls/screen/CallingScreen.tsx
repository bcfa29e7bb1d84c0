import type { CallView } from '@stoa/contract/calls'
import { PhoneOff } from 'lucide-react'
import { Avatar } from '../../../components/Avatar.tsx'
import { Button } from '../../../components/Button.tsx'
import { useStore } from '../../../components/ClientContext.tsx'
import { Complaint } from '../../../components/Complaint.tsx'
import { useMe, usePerson } from '../../../components/people.ts'
import { useCoins } from '../../../components/useCoins.ts'
import { useTask } from '../../../components/useTask.ts'
import type { CallSession } from '../session/callSession.ts'
import { calling } from '../session/ring.ts'
import { useRing } from '../session/useRing.ts'
import { DeviceProblems } from './DeviceProblems.tsx'
import { TrackVideo } from './TrackVideo.tsx'

export interface CallingScreenProps {
  readonly session: CallSession
  readonly call: CallView
}

/** Before it is taken. Whoever is called answers by what every page shows on top. */
export function CallingScreen({ session, call }: CallingScreenProps) {
  const me = useMe()
  const isCaller = call.caller === me.id
  const otherId = isCaller ? call.creator : call.caller
  const other = usePerson(otherId)
  const local = useStore(session.local)
  const { coins } = useCoins()
  const task = useTask()
  const name = other?.name ?? '…'
  useRing(isCaller ? calling : undefined, false)
  return (
    <main id="main" tabIndex={-1} className="relative flex h-full bg-canvas outline-none">
      <div className="m-auto flex w-full max-w-sm flex-col items-center gap-2 p-6 text-center">
        <Avatar id={otherId} name={name} picture={other?.picture} size="large" />
        <h1 className="mt-3 max-w-full break-words font-display font-medium text-3xl tracking-tight">
          {name}
        </h1>
        <p role="status" className="animate-pulse-soft text-ink-soft">
          {!isCaller ? 'is calling you' : call.state === 'ringing' ? 'Ringing…' : 'Calling…'}
        </p>
        <p className="text-ink-soft text-sm">
          {coins(call.rate)} a minute, from when you are connected. Not a cent before.
        </p>
        {local.shown !== null && (
          <TrackVideo
            track={local.shown}
            mirrored={!local.screen}
            label="You"
            className="mt-3 aspect-video w-48 rounded-2xl bg-sunken object-cover"
          />
        )}
        {isCaller && session.takesPart() && (
          <DeviceProblems local={session.local} video={call.media === 'video'} />
        )}
        {isCaller && (
          <Button
            look="danger"
            busy={task.busy}
            className="mt-5 min-h-12 px-6"
            onClick={() => void task.run(() => session.call.end())}
          >
            <PhoneOff aria-hidden className="size-5" /> Cancel
          </Button>
        )}
        <Complaint>{task.fault?.message}</Complaint>
      </div>
    </main>
  )
}
