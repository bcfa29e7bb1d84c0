import type { CallView } from '@stoa/contract/calls'
import { Link } from '@tanstack/react-router'
import { useStore } from '../../../components/ClientContext.tsx'
import { useMe } from '../../../components/people.ts'
import type { CallSession } from '../session/callSession.ts'
import { meterOf, warnAt } from '../session/cost.ts'
import { useSeconds } from './useSeconds.ts'

/** At 30 s left both are told (C6). */
export function LowBalance({ session, call }: { readonly session: CallSession; readonly call: CallView }) {
  const me = useMe()
  const live = useStore(session.call)
  const { left } = meterOf(live, useSeconds(), true)
  if (left === undefined || left > warnAt + 1000) return null
  const isCaller = call.caller === me.id
  return (
    <div className="rounded-2xl bg-warn-soft px-4 py-2.5 text-center text-sm text-warn shadow-pop">
      <p role="alert">
        {isCaller ? 'Your coins are nearly used up.' : 'The caller’s coins are nearly used up.'}
      </p>
      <p>
        The call ends in <span className="font-semibold tabular-nums">{Math.ceil(left / 1000)} s</span>
        {isCaller && (
          <>
            {' '}
            unless you{' '}
            <Link to="/wallet" className="font-semibold underline">
              top up
            </Link>
          </>
        )}
        .
      </p>
    </div>
  )
}
