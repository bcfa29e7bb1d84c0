import type { CallView } from '@stoa/contract/calls'
import { useRef, useState } from 'react'
import { Avatar } from '../../../components/Avatar.tsx'
import { useStore } from '../../../components/ClientContext.tsx'
import { classes } from '../../../components/classes.ts'
import { useMe, usePerson } from '../../../components/people.ts'
import type { CallSession } from '../session/callSession.ts'
import { CallChat } from './CallChat.tsx'
import { CallControls } from './CallControls.tsx'
import { CallFacts } from './CallFacts.tsx'
import { DeviceProblems } from './DeviceProblems.tsx'
import { LowBalance } from './LowBalance.tsx'
import { TrackVideo } from './TrackVideo.tsx'
import { useNoRelay } from './useNoRelay.ts'

const progress = {
  apart: 'Connecting…',
  finding: 'Waiting for the other side…',
  connecting: 'Connecting…',
  connected: undefined,
  reconnecting: 'The connection was lost. Connecting again…',
  elsewhere: undefined,
} as const

export interface InCallProps {
  readonly session: CallSession
  readonly call: CallView
}

/** The call itself: the other one, oneself in a corner, what it costs, and what one can do. */
export function InCall({ session, call }: InCallProps) {
  const me = useMe()
  const otherId = call.caller === me.id ? call.creator : call.caller
  const other = usePerson(otherId)
  const live = useStore(session.call)
  const link = useStore(session.call.link)
  const local = useStore(session.local)
  const [chatting, setChatting] = useState(false)
  const video = useRef<HTMLVideoElement>(null)
  const name = other?.name ?? '…'
  const seen = live.other?.camera !== false || live.other.screen
  const said = progress[link.status]
  const noRelay = useNoRelay(link.status === 'connecting' || link.status === 'reconnecting')
  return (
    <main id="main" tabIndex={-1} className="flex h-full min-h-0 bg-canvas outline-none">
      <section
        aria-label={`Call with ${name}`}
        className={classes(
          'relative min-w-0 flex-1 flex-col bg-sunken text-ink',
          chatting ? 'hidden md:flex' : 'flex',
        )}
      >
        <h1 className="sr-only">Call with {name}</h1>
        <CallFacts session={session} call={call} name={name} />
        <div className="relative min-h-0 flex-1">
          {link.remote.video !== undefined && seen ? (
            <TrackVideo
              ref={video}
              track={link.remote.video}
              label={name}
              className="absolute inset-0 size-full object-contain"
            />
          ) : (
            <div className="grid size-full place-items-center">
              <Avatar id={otherId} name={name} picture={other?.picture} size="large" />
            </div>
          )}
          <div className="absolute inset-x-3 top-3 flex flex-col items-center gap-2">
            <p role="status" className="rounded-full bg-raised px-4 py-1.5 text-sm shadow-pop empty:hidden">
              {said}
            </p>
            {noRelay && (
              <p className="rounded-2xl bg-warn-soft px-4 py-2 text-center text-sm text-warn shadow-pop">
                This server has no relay, and your two networks may not reach each other without one. Another
                network may help.
              </p>
            )}
            {live.other?.microphone === false && (
              <p className="rounded-full bg-raised px-4 py-1.5 text-sm shadow-pop">{name} is muted</p>
            )}
            <LowBalance session={session} call={call} />
            <DeviceProblems local={session.local} video={call.media === 'video'} />
          </div>
          {local.shown !== null && (
            <TrackVideo
              track={local.shown}
              mirrored={!local.screen}
              label={local.screen ? 'The screen you show' : 'You'}
              className="absolute right-3 bottom-3 aspect-video w-28 rounded-2xl border border-line bg-canvas object-cover shadow-pop sm:w-44"
            />
          )}
        </div>
        <CallControls
          session={session}
          call={call}
          name={name}
          video={video}
          chatting={chatting}
          onChat={() => setChatting(!chatting)}
        />
      </section>
      {chatting && <CallChat room={call.id} onClose={() => setChatting(false)} />}
    </main>
  )
}
