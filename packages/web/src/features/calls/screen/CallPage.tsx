import { isOver } from '@stoa/client/calling'
import { type CallView, getCall } from '@stoa/contract/calls'
import { RoomId } from '@stoa/contract/http'
import { getRouteApi, Link } from '@tanstack/react-router'
import { MonitorSmartphone, PhoneMissed, PhoneOff } from 'lucide-react'
import { useCallback, useEffect } from 'react'
import { Button } from '../../../components/Button.tsx'
import { useClient, useStore } from '../../../components/ClientContext.tsx'
import { Notice } from '../../../components/Notice.tsx'
import { useMe } from '../../../components/people.ts'
import { Spinner } from '../../../components/Spinner.tsx'
import { useQuery } from '../../../components/useQuery.ts'
import { useCallsHere } from '../CallsContext.ts'
import type { CallSession } from '../session/callSession.ts'
import { CallingScreen } from './CallingScreen.tsx'
import { InCall } from './InCall.tsx'
import { Summary } from './Summary.tsx'
import { useSession } from './useSession.ts'

const route = getRouteApi('/inside/members/calls/$call')

/** Milliseconds between tries to have a call that could not be had. */
const lookEvery = 2000

/** A call: ringing, under way, or what became of it. */
export function CallPage() {
  const { call } = route.useParams()
  const id = RoomId.safeParse(call)
  if (!id.success) return <NoSuchCall />
  return <Found key={id.data} id={id.data} />
}

function Found({ id }: { readonly id: RoomId }) {
  const client = useClient()
  const [call, again] = useQuery(
    useCallback(() => client.call(getCall, { params: { call: id } }), [client, id]),
  )
  const lost = call.status === 'error' && call.fault.code !== 'NOT_FOUND'
  useEffect(() => {
    // The other one is waiting: nobody has to see that the server is back.
    const timer = lost ? setInterval(again, lookEvery) : undefined
    return () => clearInterval(timer)
  }, [lost, again])
  if (call.status === 'loading') return <Waiting />
  if (call.status === 'ready') return <Opened first={call.value} />
  if (call.fault.code === 'NOT_FOUND') return <NoSuchCall />
  return (
    <main id="main" className="flex h-full bg-canvas">
      <Notice
        page
        icon={PhoneOff}
        title="The call could not be loaded"
        action={<Button onClick={again}>Try again</Button>}
      >
        {call.fault.message}
      </Notice>
    </main>
  )
}

function Opened({ first }: { readonly first: CallView }) {
  const session = useSession(first)
  return session === undefined ? <Waiting /> : <Shown session={session} first={first} />
}

function Shown({ session, first }: { readonly session: CallSession; readonly first: CallView }) {
  const me = useMe()
  const { desk, session: taken } = useCallsHere()
  const { call = first } = useStore(session.call)
  const { status } = useStore(session.call.link)
  const over = isOver(call)
  const calls = call.caller === me.id
  const begins = !over && (calls || call.state === 'ongoing')
  useEffect(() => {
    if (begins && desk.isMarked(session.id)) desk.take(session)
  }, [begins, desk, session])
  if (over) return <Summary call={call} />
  if (call.state !== 'ongoing') return <CallingScreen session={session} call={call} />
  if (taken === session && status !== 'elsewhere') return <InCall session={session} call={call} />
  return (
    <main id="main" className="flex h-full bg-canvas">
      <Notice
        page
        icon={MonitorSmartphone}
        title="This call goes on elsewhere"
        action={
          <Button
            onClick={() => {
              desk.take(session)
              session.takePart()
            }}
          >
            Continue here
          </Button>
        }
      >
        You take part in it on another device, or in another window.
      </Notice>
    </main>
  )
}

function Waiting() {
  return (
    <main id="main" aria-busy="true" aria-label="Loading the call" className="grid h-full place-items-center">
      <Spinner />
    </main>
  )
}

function NoSuchCall() {
  return (
    <main id="main" className="flex h-full bg-canvas">
      <Notice
        page
        icon={PhoneMissed}
        title="This call is not here"
        action={
          <Link to="/calls" className="font-medium text-accent underline">
            Your calls
          </Link>
        }
      >
        It does not exist, or you are not in it.
      </Notice>
    </main>
  )
}
