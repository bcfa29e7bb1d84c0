import type { Stream } from '@stoa/contract/streams'
import { Link } from '@tanstack/react-router'
import { useMe, usePerson } from '../../../components/people.ts'

/** Tells a co-host who is not seen yet that they may be. */
export function Invited({ stream }: { readonly stream: Stream }) {
  const me = useMe()
  const host = usePerson(stream.host)
  const asked =
    stream.cohosts.includes(me.id) && !stream.publishers.includes(me.id) && stream.status !== 'ended'
  return (
    // Empty it is there for screen readers, and takes no room.
    <div role="status" className={asked ? 'px-4 pt-4 sm:p-0' : 'sr-only'}>
      {asked && (
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 rounded-2xl bg-accent-soft px-4 py-3">
          <p className="min-w-0 break-words">{`${host?.name ?? 'The host'} invites you to be seen in this stream.`}</p>
          <Link
            to="/streams/$stream/studio"
            params={{ stream: stream.id }}
            className="inline-flex min-h-10 items-center rounded-xl bg-accent px-4 font-medium text-on-accent hover:bg-accent-strong"
          >
            To the studio
          </Link>
        </div>
      )}
    </div>
  )
}
