import { isOver } from '@stoa/client/calling'
import { Link, useParams } from '@tanstack/react-router'
import { X } from 'lucide-react'
import { useStore } from '../../components/ClientContext.tsx'
import { IconButton } from '../../components/IconButton.tsx'
import { useMe, usePerson } from '../../components/people.ts'
import { useCallsHere } from './CallsContext.ts'
import { outcomeText } from './outcome.ts'
import type { CallSession } from './session/callSession.ts'

/** Says that the call one was in is over, to whoever looks at another page. */
export function EndedBar({ session }: { readonly session: CallSession }) {
  const { desk } = useCallsHere()
  const me = useMe()
  const { call: open } = useParams({ strict: false })
  const { call } = useStore(session.call)
  const isCaller = call?.caller === me.id
  const other = usePerson(isCaller ? call?.creator : call?.caller)
  if (call === undefined || !isOver(call) || open === call.id) return null
  return (
    <aside
      aria-label="Your call"
      className="flex min-h-10 items-center justify-center gap-2 bg-accent-soft px-4 py-1 text-sm"
    >
      <p role="status" className="min-w-0 truncate">
        {other?.name ?? '…'}: {outcomeText(call, isCaller)}.
      </p>
      <Link
        to="/calls/$call"
        params={{ call: call.id }}
        className="shrink-0 font-medium text-accent underline"
      >
        See it
      </Link>
      <IconButton icon={X} label="Close" size="small" onClick={() => desk.leave(session)} />
    </aside>
  )
}
