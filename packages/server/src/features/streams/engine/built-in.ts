import { Fault, type RoomId, type UserId } from '@stoa/contract/http'
import { type MediaServer, type ServerEvent, type StreamStats, startMediaServer } from '@stoa/media'
import type { Clock } from '../../../platform/clock/clock.ts'
import type { Log } from '../../../platform/database/database.ts'
import type { EngineEvent, MediaEngine, Publication } from './engine.ts'
import { troubleWithPort } from './port.ts'
import { done, notLive } from './refusal.ts'

export interface BuiltInOptions {
  readonly udpPort: number
  readonly bind: string | undefined
  readonly publicAddress: string | undefined
  readonly ffmpeg: string
  /** Milliseconds for which a dropped publisher may come back (S1). */
  readonly returnMs: number
  /** The most a publisher should send, in bits a second. */
  readonly bitrate: number
  /** Where a stream's recording is. */
  readonly folderOf: (stream: RoomId) => string
  readonly log: Log
  readonly clock: Clock
}

/** The built-in engine, which runs on this node and knows no other. */
export interface LocalEngine extends MediaEngine {
  /** Streams that somebody publishes here, or may come back to. */
  carried(): readonly RoomId[]
}

interface Session {
  readonly stream: RoomId
  /** Who watches; null for a publisher. */
  readonly viewer: UserId | null
  /** Are they shown a picture? */
  joined: boolean
}

interface Published {
  readonly of: Publication
  session: string
  /** There was a picture; until it is gone, its publisher may come back. */
  begun: boolean
  toldAt: number
}

/** Milliseconds between looks at how much a publisher sends. */
const factsEvery = 20_000
/** Milliseconds for which a media server that did not start is not tried again. */
const restAfterFailure = 5_000
/** Viewings one person may have of one stream: four pages with the host and nine co-hosts. */
const mostViewings = 40

/**
 * Pictures carried by `@stoa/media`, in a process of its own that is started when the first one publishes: a server on which nobody is
 * live pays nothing for it.
 */
export function createBuiltInEngine(options: BuiltInOptions): LocalEngine {
  const { udpPort, bind, folderOf, log, clock } = options
  const listeners = new Set<(event: EngineEvent) => void>()
  const sessions = new Map<string, Session>()
  /** How many each person has of each stream. */
  const viewings = new Map<string, number>()
  const published = new Map<string, Published>()
  const recorded = new Map<RoomId, string>()
  let starting: Promise<MediaServer> | null = null
  let failure: { readonly at: number; readonly fault: Fault } | null = null

  function tell(event: EngineEvent): void {
    for (const listener of listeners) listener(event)
  }

  function serve(): Promise<MediaServer> {
    if (failure !== null && clock() - failure.at < restAfterFailure) throw failure.fault
    failure = null
    starting ??= begin().catch((error: unknown) => {
      const fault = new Fault('UNAVAILABLE', `Live streams cannot be carried: ${wordsOf(error)}.`)
      log.error({ err: error }, fault.message)
      failure = { at: clock(), fault }
      starting = null
      throw fault
    })
    return starting
  }

  async function begin(): Promise<MediaServer> {
    const trouble = await trial()
    if (trouble !== null) throw new Error(trouble)
    const { publicAddress, ffmpeg, returnMs, bitrate } = options
    const server = await startMediaServer({
      ...{ udpPort, ffmpeg, returnMs, bitrate, log },
      ...(bind === undefined ? {} : { bindAddress: bind }),
      ...(publicAddress === undefined ? {} : { publicAddress }),
    })
    server.listen((event) => hear(event))
    log.info({ udpPort: server.udpPort, pid: server.pid }, 'the media server runs')
    return server
  }

  const trial = () => (udpPort === 0 ? Promise.resolve(null) : troubleWithPort(udpPort, bind))

  function hear(event: ServerEvent): void {
    switch (event.type) {
      case 'stats':
        for (const one of event.streams) if (one.live && one.bitrate > 0) measured(one)
        break
      case 'viewer-joined':
        joined(event.session)
        break
      case 'viewer-left':
      case 'session-closed':
        closed(event)
        break
      case 'restarted':
        for (const one of [...event.publishers, ...event.viewers]) closed(one)
        break
      default:
        happened(event)
    }
  }

  function happened(
    event: Extract<ServerEvent, { type: 'live' | 'interrupted' | 'gone' | 'recording' }>,
  ): void {
    const one = published.get(event.stream)
    if (one === undefined) return
    const { of } = one
    const at = clock()
    switch (event.type) {
      case 'live':
        one.begun = true
        tell({ kind: 'published', of, at, facts: { codecs: codecsOf(event.codecs) } })
        break
      case 'interrupted':
        tell({ kind: 'interrupted', of, at })
        break
      case 'gone':
        published.delete(event.stream)
        tell({ kind: 'gone', of, at })
        break
      case 'recording': {
        const { state } = event
        // Between two stretches it goes on.
        if (state === 'waiting') break
        tell({ kind: 'recording', stream: of.stream, state: state === 'finished' ? 'stopped' : state })
      }
    }
  }

  function joined(viewing: string): void {
    const session = sessions.get(viewing)
    if (session === undefined || session.viewer === null) return
    session.joined = true
    tell({ kind: 'joined', stream: session.stream, viewer: session.viewer, viewing, at: clock() })
  }

  function closed({
    stream: name,
    session: id,
  }: {
    readonly stream: string
    readonly session: string
  }): void {
    const session = sessions.get(id)
    if (session === undefined) return
    sessions.delete(id)
    const { stream, viewer } = session
    if (viewer !== null) leavePlace(placeOf(stream, viewer))
    if (session.joined && viewer !== null) tell({ kind: 'left', stream, viewer, viewing: id, at: clock() })
    const one = published.get(name)
    // One that never came to carry a picture has nothing to come back to.
    if (one !== undefined && !one.begun && one.session === id) published.delete(name)
  }

  function measured({ stream, bitrate, codecs }: StreamStats): void {
    const one = published.get(stream)
    const now = clock()
    if (one === undefined || now - one.toldAt < factsEvery) return
    one.toldAt = now
    tell({ kind: 'facts', of: one.of, facts: { codecs: codecsOf(codecs), bitrate } })
  }

  /** Each takes its share of the line and of memory, so nobody may have an audience's. */
  function takePlace(place: string): void {
    const taken = viewings.get(place) ?? 0
    if (taken >= mostViewings)
      throw new Fault('TOO_MANY', `You watch this in ${mostViewings} places already.`, {
        details: { retryAfter: 5000 },
      })
    viewings.set(place, taken + 1)
  }

  function leavePlace(place: string): void {
    const left = (viewings.get(place) ?? 1) - 1
    if (left > 0) viewings.set(place, left)
    else viewings.delete(place)
  }

  async function endPublications(fits: (of: Publication) => boolean): Promise<void> {
    if (starting === null) return
    const server = await starting
    const names = [...published].filter(([, { of }]) => fits(of)).map(([name]) => name)
    await Promise.all(names.map((name) => server.endStream(name)))
  }

  async function endViewings(fits: (session: Session) => boolean): Promise<void> {
    if (starting === null) return
    const server = await starting
    const ids = [...sessions].filter(([, one]) => one.viewer !== null && fits(one)).map(([id]) => id)
    await Promise.all(ids.map((id) => server.end(id)))
  }

  return {
    kind: 'built-in',
    carried: () => [...new Set([...published.values()].map(({ of }) => of.stream))],
    async publish(of, { sdp, type }) {
      const server = await serve()
      const name = nameOf(of)
      const { session, etag, answer } = done(await server.publish({ stream: name, offer: sdp, type }))
      sessions.set(session, { stream: of.stream, viewer: null, joined: false })
      const before = published.get(name)
      published.set(name, { of, session, begun: before?.begun ?? false, toldAt: 0 })
      return { id: session, etag, answer }
    },
    async watch(of, viewer, { sdp, type }) {
      if (starting === null) throw notLive()
      const server = await starting
      const place = placeOf(of.stream, viewer)
      takePlace(place)
      try {
        const { session, etag, answer } = done(await server.watch({ stream: nameOf(of), offer: sdp, type }))
        sessions.set(session, { stream: of.stream, viewer, joined: false })
        return { id: session, etag, answer }
      } catch (error) {
        leavePlace(place)
        throw error
      }
    },
    async patch({ session, body, type, ifMatch }) {
      if (starting === null) throw new Fault('NOT_FOUND')
      done(await (await starting).patch({ session, body, type, ifMatch }))
      return { status: 204, etag: null, body: null }
    },
    async end(session) {
      if (starting === null) throw new Fault('NOT_FOUND')
      done(await (await starting).end(session))
    },
    async ticket() {
      throw new Fault('NOT_AVAILABLE', 'This server’s streams are published and watched by WHIP and WHEP.')
    },
    async remove(stream, user) {
      await endPublications((of) => of.stream === stream && of.publisher === user)
      await endViewings((session) => session.stream === stream && session.viewer === user)
    },
    async close(stream) {
      await endPublications((of) => of.stream === stream)
      await endViewings((session) => session.stream === stream)
    },
    async record(of) {
      const server = await serve()
      recorded.set(of.stream, nameOf(of))
      done(await server.record(nameOf(of), folderOf(of.stream)))
    },
    async stopRecording(stream) {
      const name = recorded.get(stream)
      if (name === undefined || starting === null) return
      recorded.delete(stream)
      done(await (await starting).stopRecording(name))
    },
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async start() {
      const trouble = await trial()
      if (trouble !== null) log.error({ udpPort }, `live streams cannot be carried: ${trouble}`)
      return async () => {
        const running = starting
        if (running === null) return
        await running.then(
          (server) => server.close(),
          () => undefined,
        )
      }
    },
  }
}

function nameOf({ stream, publisher }: Publication): string {
  return `${stream}.${publisher}`
}

function placeOf(stream: RoomId, viewer: UserId): string {
  return `${stream}.${viewer}`
}

/** The picture's first. */
function codecsOf({ video, audio }: { readonly video?: string; readonly audio?: string }): string[] {
  return [video, audio].filter((codec) => codec !== undefined)
}

function wordsOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text.trim().split('\n').at(-1) ?? text
}
