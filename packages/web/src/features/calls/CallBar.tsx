import { Link, useParams } from '@tanstack/react-router'
import { PhoneCall } from 'lucide-react'
import { useMe, usePerson } from '../../components/people.ts'
import { useCallsHere } from './CallsContext.ts'
import { useLeaveWarning } from './session/useLeaveWarning.ts'

/** The way back to the call one is in, on every other page. */
export function CallBar() {
  const { now, session } = useCallsHere()
  const me = useMe()
  const { call: open } = useParams({ strict: false })
  const call = now.ongoing
  const other = usePerson(call === undefined ? undefined : call.caller === me.id ? call.creator : call.caller)
  useLeaveWarning(call !== undefined && session?.id === call.id)
  if (call === undefined || open === call.id) return null
  const what = call.state === 'ongoing' ? 'In a call with' : 'Calling'
  return (
    <aside aria-label="Your call">
      <Link
        to="/calls/$call"
        params={{ call: call.id }}
        className="flex min-h-10 items-center justify-center gap-2 bg-accent px-4 py-1.5 font-medium text-on-accent text-sm hover:bg-accent-strong"
      >
        <PhoneCall aria-hidden className="size-4 shrink-0" />
        <span className="truncate">
          {what} {other?.name ?? '…'}
          {session?.id !== call.id && ' on another device'}
        </span>
        <span className="shrink-0 underline">Go there</span>
      </Link>
    </aside>
  )
}
