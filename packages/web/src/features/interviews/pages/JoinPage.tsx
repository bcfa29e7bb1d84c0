import { RoomId } from '@stoa/contract/http'
import { getRouteApi, Link, useLocation, useNavigate } from '@tanstack/react-router'
import { DoorClosed, DoorOpen } from 'lucide-react'
import { useState } from 'react'
import { ClientContext, useClient, useStore } from '../../../components/ClientContext.tsx'
import { Logo } from '../../../components/Logo.tsx'
import { Notice } from '../../../components/Notice.tsx'
import { JoinForm, type Joining } from './JoinForm.tsx'

const route = getRouteApi('/join/$session')

/** Where a link to an interview leads: one comes in as oneself, or as a guest with a name and no account. */
export function JoinPage() {
  const { client } = route.useLoaderData()
  return (
    <ClientContext value={client}>
      <div className="flex min-h-dvh flex-col bg-canvas">
        <main id="main" className="m-auto flex w-full max-w-md flex-col gap-6 px-5 py-10">
          <Link
            to="/"
            className="flex items-center gap-3 self-start rounded-xl"
            aria-label="Stoa, start page"
          >
            <Logo className="size-9" />
            <span className="font-display font-semibold text-2xl tracking-tight">Stoa</span>
          </Link>
          <section className="rounded-3xl border border-line bg-surface p-6 shadow-low sm:p-8">
            <Joined />
          </section>
        </main>
      </div>
    </ClientContext>
  )
}

function Joined() {
  const params = route.useParams()
  const code = useLocation({ select: ({ hash }) => hash })
  const session = RoomId.safeParse(params.session)
  const signedIn = useStore(useClient().session)
  const navigate = useNavigate()
  const [refused, setRefused] = useState<'wrong' | 'ended'>()
  if (refused === 'ended') {
    return (
      <Notice page icon={DoorClosed} title="This interview has ended">
        Nobody can come in any more. If you think it should go on, ask whoever invited you for a new link.
      </Notice>
    )
  }
  if (refused === 'wrong' || !session.success || code === '') {
    return (
      <Notice page icon={DoorClosed} title="This link does not work">
        It may be cut off or out of use. Open it again just as you got it, or ask for a new one.
      </Notice>
    )
  }
  const joining: Joining = {
    session: session.data,
    code,
    // Replaced, so that the code is not in the history and going back does not lead here.
    onJoined: () =>
      void navigate({ to: '/interviews/$session', params: { session: session.data }, replace: true }),
    onRefused: setRefused,
  }
  const me = signedIn.status === 'signed-in' ? signedIn.me : undefined
  return (
    <>
      <span className="mb-4 grid size-12 place-items-center rounded-2xl bg-accent-soft text-accent">
        <DoorOpen aria-hidden className="size-6" />
      </span>
      <h1 className="mb-1 font-display font-semibold text-2xl tracking-tight">Join the interview</h1>
      <JoinForm joining={joining} me={me} />
    </>
  )
}
