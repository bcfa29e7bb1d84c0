import type { MediaEvent } from '../events.ts'

interface Known {
  readonly role: 'publisher' | 'viewer'
  readonly stream: string
}

interface Place {
  readonly stream: string
  readonly session: string
}

export interface Lost {
  readonly publishers: readonly Place[]
  readonly viewers: readonly Place[]
}

/** What must outlive the media process: who was there, which streams may still come back, what is recorded where. */
export interface Register {
  /** Gives it back as it is to be told: a stream that goes on after a crash is no new one. */
  hear(event: MediaEvent): MediaEvent
  opened(role: Known['role'], stream: string, session: string): void
  over(stream: string): void
  recorded(stream: string, folder: string): void
  unrecorded(stream: string): void
  recordings(): readonly { readonly stream: string; readonly folder: string }[]
  /** The process died: says so of everyone and everything it had, and who they were. */
  crashed(): Lost
  close(): void
}

export function createRegister(options: {
  returnMs: number
  now: () => number
  emit: (event: MediaEvent) => void
}): Register {
  const { returnMs, now, emit } = options
  const sessions = new Map<string, Known>()
  const joined = new Set<string>()
  /** Streams that began and are not over, with who publishes them. */
  const live = new Map<string, string>()
  const folders = new Map<string, string>()
  const expiring = new Map<string, NodeJS.Timeout>()

  function settle(stream: string) {
    clearTimeout(expiring.get(stream))
    expiring.delete(stream)
  }

  function gone(stream: string) {
    settle(stream)
    live.delete(stream)
    folders.delete(stream)
  }

  return {
    hear(event) {
      if (event.type === 'live') {
        const resumed = event.resumed || expiring.has(event.stream)
        settle(event.stream)
        live.set(event.stream, event.session)
        return { ...event, resumed }
      }
      if (event.type === 'gone') gone(event.stream)
      else if (event.type === 'viewer-joined') joined.add(event.session)
      else if (event.type === 'session-closed') {
        joined.delete(event.session)
        sessions.delete(event.session)
      }
      return event
    },
    opened(role, stream, session) {
      sessions.set(session, { role, stream })
    },
    over(stream) {
      // A stream that waits here, after a crash, is unknown to the process that could say it is gone.
      if (expiring.has(stream)) {
        gone(stream)
        emit({ type: 'gone', stream, reason: 'ended', at: now() })
      }
    },
    recorded(stream, folder) {
      folders.set(stream, folder)
    },
    unrecorded(stream) {
      folders.delete(stream)
    },
    recordings: () => [...folders].map(([stream, folder]) => ({ stream, folder })),
    crashed() {
      const at = now()
      const places = [...sessions].map(([session, { role, stream }]) => ({ role, stream, session }))
      for (const session of joined) {
        const stream = sessions.get(session)?.stream
        if (stream !== undefined) emit({ type: 'viewer-left', stream, session, reason: 'crashed', at })
      }
      for (const [stream, session] of live) {
        if (expiring.has(stream)) continue
        emit({ type: 'interrupted', stream, session, reason: 'crashed', until: at + returnMs, at })
        expiring.set(
          stream,
          setTimeout(() => {
            gone(stream)
            emit({ type: 'gone', stream, reason: 'lost', at: now() })
          }, returnMs),
        )
      }
      sessions.clear()
      joined.clear()
      const of = (wanted: Known['role']) =>
        places
          .filter(({ role }) => role === wanted)
          .map(({ stream, session }): Place => ({ stream, session }))
      return { publishers: of('publisher'), viewers: of('viewer') }
    },
    close() {
      for (const timer of expiring.values()) clearTimeout(timer)
    },
  }
}
