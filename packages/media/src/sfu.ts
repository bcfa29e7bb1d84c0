import { IceUdpMuxListener } from 'node-datachannel'
import type { Departure, MediaEvent, StreamStats } from './events.ts'
import { connect, type Network } from './forward/connection.ts'
import { createPublisher, planPublisher } from './forward/publisher.ts'
import {
  beginLanes,
  codecsOf,
  createStream,
  measure,
  overdue,
  type PublisherSession,
  removeViewer,
  type Session,
  type Stream,
  silences,
  type ViewerSession,
} from './forward/stream.ts'
import { isType, type PatchRequest, trickle } from './forward/trickle.ts'
import { createViewer, planViewer } from './forward/viewer.ts'
import { type Done, type Opened, type Refused, refuse } from './outcome.ts'
import { type Offer, readOffer } from './sdp/offer.ts'

export interface SfuOptions {
  readonly network: Network
  readonly now: () => number
  /** Unguessable: whoever knows a session's id may end it. */
  readonly id: () => string
  /** 0 ≤ x < 1. */
  readonly random: () => number
  readonly emit: (event: MediaEvent) => void
  /** How long a dropped publisher may take to come back (S1), in milliseconds. */
  readonly returnMs: number
  /** The most a publisher should send, in bits a second. */
  readonly bitrate: number
}

export interface OfferRequest {
  readonly stream: string
  readonly offer: string
  /** The body's media type as the client named it. */
  readonly type: string
}

export interface Sfu {
  publish(request: OfferRequest): Promise<Opened | Refused>
  watch(request: OfferRequest): Promise<Opened | Refused>
  patch(request: PatchRequest): Done | Refused
  end(session: string): Done | Refused
  endStream(stream: string): void
  stream(id: string): Stream | undefined
  stats(): StreamStats[]
  /** Connections that are open or opening. */
  readonly connections: number
  close(): void
}

const tickMs = 20
const retryAfter = 2

/** The forwarding unit. Throws where its port cannot be had. */
export function createSfu(options: SfuOptions): Sfu {
  const { network, now, id, random, emit } = options
  // Holds the port while nobody is connected, and fails at once where another process has it.
  const listener = new IceUdpMuxListener(network.udpPort, network.bindAddress)
  const streams = new Map<string, Stream>()
  const sessions = new Map<string, Session>()
  const ticking = setInterval(tick, tickMs)
  let checkedAt = now()

  function streamOf(name: string): Stream {
    const known = streams.get(name)
    if (known) return known
    const made = createStream(name, now)
    streams.set(name, made)
    return made
  }

  function forget(stream: Stream) {
    if (stream.publisher || stream.opening || stream.begun || stream.viewers.size > 0) return
    streams.delete(stream.id)
  }

  function tick() {
    for (const stream of streams.values()) {
      stream.publisher?.publisher?.tick()
      stream.keyframes.tick()
    }
    if (now() - checkedAt < 1_000) return
    checkedAt = now()
    for (const session of [...sessions.values()]) {
      const reason = overdue(session, checkedAt)
      if (reason) drop(session, reason)
    }
    for (const stream of [...streams.values()])
      if (stream.until !== undefined && checkedAt >= stream.until) over(stream, 'lost')
  }

  function drop(session: Session, reason: Departure) {
    if (!sessions.delete(session.id)) return
    session.connection.close()
    const { role, id: closed } = session
    emit({ type: 'session-closed', role, stream: session.stream, session: closed, reason, at: now() })
    const stream = streams.get(session.stream)
    if (stream === undefined) return
    if (session.role === 'publisher') dropPublisher(stream, session, reason)
    else {
      removeViewer(stream, session)
      if (session.joined)
        emit({ type: 'viewer-left', stream: stream.id, session: session.id, reason, at: now() })
    }
    forget(stream)
  }

  function dropPublisher(stream: Stream, session: PublisherSession, reason: Departure) {
    if (stream.publisher !== session) return
    stream.publisher = undefined
    if (!session.live || reason === 'ended') return
    stream.until = now() + options.returnMs
    const { until } = stream
    emit({ type: 'interrupted', stream: stream.id, session: session.id, reason, until, at: now() })
  }

  function over(stream: Stream, reason: 'ended' | 'lost') {
    stream.until = undefined
    const { begun } = stream
    stream.begun = false
    if (stream.publisher) drop(stream.publisher, 'ended')
    for (const viewer of [...stream.viewers.values()]) drop(viewer, 'ended')
    forget(stream)
    if (begun) emit({ type: 'gone', stream: stream.id, reason, at: now() })
  }

  function goLive(stream: Stream, session: PublisherSession) {
    session.live = true
    const resumed = stream.begun
    stream.begun = true
    stream.until = undefined
    beginLanes(stream, session.plan, now)
    for (const viewer of [...stream.viewers.values()])
      if (viewer.viewer?.follows(stream.lanes) === false) drop(viewer, 'codec')
    const codecs = codecsOf(stream.lanes)
    emit({ type: 'live', stream: stream.id, session: session.id, codecs, resumed, at: now() })
    stream.keyframes.need()
  }

  /** In the way of a new publisher: one that sends, or is on its way. One that went silent gives its place. */
  function occupied(stream: Stream): boolean {
    const { publisher } = stream
    if (stream.opening) return true
    if (publisher === undefined) return false
    return now() - (publisher.publisher?.heardAt ?? publisher.openedAt) < silences.yieldsMs
  }

  async function openPublisher(stream: Stream, offer: Offer): Promise<Opened> {
    const session = id()
    const plan = planPublisher(offer)
    const connection = await connect({
      name: session,
      offer,
      sections: plan.map(({ section }) => section),
      network,
      onGone: (reason) => {
        const open = sessions.get(session)
        if (open) drop(open, reason)
      },
    })
    if (stream.publisher) drop(stream.publisher, 'replaced')
    const etag = `"${id()}"`
    const opened: PublisherSession = {
      role: 'publisher',
      id: session,
      stream: stream.id,
      etag,
      openedAt: now(),
      connection,
      plan,
      publisher: undefined,
      live: false,
    }
    opened.publisher = createPublisher({
      plan,
      tracks: connection.tracks,
      bitrate: options.bitrate,
      now,
      lane: (kind) => (stream.publisher === opened ? stream.lanes.get(kind) : undefined),
      onFirst() {
        if (stream.publisher === opened) goLive(stream, opened)
      },
      onHopeless: () => stream.keyframes.need(),
    })
    streams.set(stream.id, stream)
    stream.publisher = opened
    sessions.set(session, opened)
    return { ok: true, session, etag, answer: connection.answer }
  }

  async function openViewer(stream: Stream, offer: Offer): Promise<Opened | Refused> {
    const plan = planViewer(offer, stream.lanes, random)
    if (plan === undefined) {
      const sent = Object.values(codecsOf(stream.lanes)).join(' and ')
      return refuse('OFFER_UNACCEPTABLE', `the stream is in ${sent}, which the offer does not have`)
    }
    const session = id()
    const connection = await connect({
      name: session,
      offer,
      sections: plan.map(({ section }) => section),
      network,
      onGone: (reason) => {
        const open = sessions.get(session)
        if (open) drop(open, reason)
      },
    })
    if (stream.publisher === undefined) {
      connection.close()
      return notLive(stream)
    }
    const etag = `"${id()}"`
    const opened: ViewerSession = {
      role: 'viewer',
      id: session,
      stream: stream.id,
      etag,
      openedAt: now(),
      connection,
      viewer: undefined,
      joined: false,
    }
    opened.viewer = createViewer({
      plan,
      tracks: connection.tracks,
      lanes: stream.lanes,
      now,
      random,
      onOpen() {
        opened.joined = true
        emit({ type: 'viewer-joined', stream: stream.id, session, at: now() })
      },
      onKeyframeNeeded: () => stream.keyframes.need(),
    })
    sessions.set(session, opened)
    stream.viewers.set(session, opened)
    return { ok: true, session, etag, answer: connection.answer }
  }

  return {
    async publish({ stream: name, offer: sdp, type }) {
      if (!isType(type, 'application/sdp')) return refuse('WRONG_TYPE', 'send the offer as application/sdp')
      const offer = readOffer(sdp, 'publisher')
      if ('unacceptable' in offer) return refuse('OFFER_UNACCEPTABLE', offer.unacceptable)
      const stream = streamOf(name)
      if (occupied(stream)) return refuse('ALREADY_LIVE', 'someone publishes this stream already', retryAfter)
      stream.opening = true
      try {
        return await openPublisher(stream, offer)
      } catch (error) {
        return refuse('OFFER_UNACCEPTABLE', error instanceof Error ? error.message : String(error))
      } finally {
        stream.opening = false
        forget(stream)
      }
    },
    async watch({ stream: name, offer: sdp, type }) {
      if (!isType(type, 'application/sdp')) return refuse('WRONG_TYPE', 'send the offer as application/sdp')
      const offer = readOffer(sdp, 'viewer')
      if ('unacceptable' in offer) return refuse('OFFER_UNACCEPTABLE', offer.unacceptable)
      const stream = streams.get(name)
      if (stream?.publisher?.live !== true) return notLive(stream)
      try {
        return await openViewer(stream, offer)
      } catch (error) {
        return refuse('OFFER_UNACCEPTABLE', error instanceof Error ? error.message : String(error))
      }
    },
    patch(request) {
      const session = sessions.get(request.session)
      return session ? trickle(session, request) : refuse('NO_SESSION', 'there is no such session')
    },
    end(name) {
      const session = sessions.get(name)
      if (session === undefined) return refuse('NO_SESSION', 'there is no such session')
      drop(session, 'left')
      return { ok: true }
    },
    endStream(name) {
      const stream = streams.get(name)
      if (stream) over(stream, 'ended')
    },
    stream: (name) => streams.get(name),
    stats: () => [...streams.values()].map((stream) => measure(stream, now())),
    get connections() {
      return sessions.size
    },
    close() {
      clearInterval(ticking)
      for (const session of [...sessions.values()]) {
        sessions.delete(session.id)
        session.connection.close()
      }
      streams.clear()
      listener.stop()
    },
  }
}

function notLive(stream: Stream | undefined): Refused {
  const words = stream?.begun === true ? 'the publisher is away for a moment' : 'the stream is not live'
  return refuse('NOT_LIVE', words, retryAfter)
}
