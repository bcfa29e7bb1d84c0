import type { OpenInterview } from '@stoa/client/interviews'
import { RoomId } from '@stoa/contract/http'
import { getRouteApi, Link } from '@tanstack/react-router'
import { DoorClosed } from 'lucide-react'
import { useStore } from '../../../components/ClientContext.tsx'
import { Notice } from '../../../components/Notice.tsx'
import { SessionSkeleton } from './SessionSkeleton.tsx'
import { useInterview } from './useInterview.ts'
import { Workspace } from './Workspace.tsx'

const route = getRouteApi('/inside/interviews/$session')

/** An interview under way, or as it was left. */
export function SessionPage() {
  const params = route.useParams()
  const id = RoomId.safeParse(params.session)
  return id.success ? <Opened key={id.data} session={id.data} /> : <NoSession />
}

function Opened({ session }: { readonly session: RoomId }) {
  const interview = useInterview(session)
  return interview === undefined ? <SessionSkeleton /> : <Loaded interview={interview} />
}

function Loaded({ interview }: { readonly interview: OpenInterview }) {
  const { at } = route.useSearch()
  const { status, fault, session } = useStore(interview)
  if (status === 'error')
    return <NoSession message={fault?.code === 'NOT_FOUND' ? undefined : fault?.message} />
  if (session === undefined) return <SessionSkeleton fault={fault} />
  return <Workspace interview={interview} session={session} messageAt={at} />
}

function NoSession({ message }: { readonly message?: string | undefined }) {
  return (
    <main id="main" className="flex h-full">
      <Notice
        page
        icon={DoorClosed}
        title="This interview is not here"
        action={
          <Link to="/interviews" className="font-medium text-accent underline">
            To your interviews
          </Link>
        }
      >
        {message ?? 'It does not exist, was deleted, or you are not in it any more.'}
      </Notice>
    </main>
  )
}
