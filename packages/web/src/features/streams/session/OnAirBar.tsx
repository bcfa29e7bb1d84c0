import { Link, useBlocker, useLocation } from '@tanstack/react-router'
import { useStore } from '../../../components/ClientContext.tsx'
import { ConfirmDialog } from '../../../components/ConfirmDialog.tsx'
import { LiveBadge } from '../pages/LiveBadge.tsx'
import type { OnAir, Studio } from './studio.ts'

/** Says on every other page of streams that one is seen, and asks before one leaves them all. */
export function OnAirBar({ studio }: { readonly studio: Studio }) {
  const onAir = useStore(studio.onAir)
  const { pathname } = useLocation()
  const leaving = useBlocker({
    shouldBlockFn: ({ next }) => onAir !== undefined && !next.pathname.startsWith('/streams'),
    enableBeforeUnload: () => studio.onAir.get() !== undefined,
    withResolver: true,
  })
  const left = useStore(studio.left)
  const stream = onAir?.stream ?? left
  if (stream === undefined) return null
  const inStudio = pathname === `/streams/${stream}/studio`
  return (
    <>
      {!inStudio && (
        <section
          aria-label={onAir === undefined ? 'You were on air' : 'You are on air'}
          className="flex flex-wrap items-center justify-center gap-3 bg-accent-soft px-4 py-1.5 text-sm"
        >
          {onAir === undefined ? <NotSent /> : <Sent onAir={onAir} />}
          <Link
            to="/streams/$stream/studio"
            params={{ stream }}
            className="font-semibold text-accent underline"
          >
            Back to the studio
          </Link>
        </section>
      )}
      <ConfirmDialog
        open={leaving.status === 'blocked'}
        title="Leave while you are on air?"
        text="Your picture stops. The stream waits half a minute for you to come back, then it is without you."
        confirm="Leave"
        onConfirm={() => leaving.proceed?.()}
        onClose={() => leaving.reset?.()}
      />
    </>
  )
}

function Sent({ onAir }: { readonly onAir: OnAir }) {
  const { status } = useStore(onAir.publishing)
  if (status === 'refused') return <NotSent />
  return (
    <>
      <LiveBadge />
      <span className="hidden sm:inline">What your camera or screen shows is being sent.</span>
    </>
  )
}

function NotSent() {
  return <span>Your picture is not being sent any more.</span>
}
