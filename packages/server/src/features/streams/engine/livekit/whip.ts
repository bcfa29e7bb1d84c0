import { Fault } from '@stoa/contract/http'
import type { MediaEngine, MediaSession, Offer, Publication } from '../engine.ts'
import { factsOf } from './facts.ts'
import { publisherIdentity } from './names.ts'
import type { LiveKitNeeds } from './needs.ts'
import { httpOf, type LiveKitRooms } from './rooms.ts'
import { openSession, sealSession } from './session.ts'
import { publisherToken } from './tokens.ts'

const patience = 10_000

/**
 * LiveKit's own WHIP endpoint (`/whip/v1`, since 1.9.1), behind ours: stream keys stay here, and LiveKit is given a token of a moment.
 * Sessions are told by sealed ids, so any node can go on with what another began.
 */
export function createWhip(
  { config, log }: Pick<LiveKitNeeds, 'config' | 'log'>,
  rooms: Pick<LiveKitRooms, 'participant'>,
): Pick<MediaEngine, 'publish' | 'patch' | 'end'> {
  const base = `${httpOf(config.livekitUrl)}/whip/v1`
  const secret = config.livekitApiSecret

  async function ask(path: string, request: RequestInit, of: Publication): Promise<Response> {
    const token = await publisherToken(config, { stream: of.stream, user: of.publisher, name: '' })
    const headers = { ...request.headers, authorization: `Bearer ${token}` }
    try {
      return await fetch(`${base}${path}`, { ...request, headers, signal: AbortSignal.timeout(patience) })
    } catch (error) {
      throw new Fault('UNAVAILABLE', 'LiveKit does not answer. Try again shortly.', { cause: error })
    }
  }

  /** What LiveKit answered other than was hoped for; its words are for the log. */
  async function refusal(response: Response, meaning: Record<number, Fault>): Promise<Fault> {
    const words = (await response.text()).slice(0, 500)
    const { status } = response
    log.warn({ status, words }, 'LiveKit refused a WHIP request')
    return meaning[status] ?? new Fault('UNAVAILABLE', 'LiveKit could not do that. Try again shortly.')
  }

  return {
    async publish(of: Publication, { sdp, type }: Offer): Promise<MediaSession> {
      mustBe(type, 'application/sdp')
      const there = await rooms.participant(of.stream, publisherIdentity(of.publisher))
      if (there !== null && factsOf(there) !== null)
        throw new Fault('CONFLICT', 'Someone publishes this already.', { details: { retryAfter: 2_000 } })
      const response = await ask(
        '',
        { method: 'POST', headers: { 'content-type': 'application/sdp' }, body: sdp },
        of,
      )
      const participant = /\/([\w-]+)$/.exec(response.headers.get('location') ?? '')?.[1]
      if (response.status !== 201 || participant === undefined) {
        const words = 'The offer cannot be used: LiveKit does not understand it.'
        throw await refusal(response, {
          400: new Fault('NOT_ACCEPTABLE', words),
          413: new Fault('TOO_LARGE'),
        })
      }
      return {
        id: sealSession(secret, { stream: of.stream, publisher: of.publisher, participant }),
        etag: `"${response.headers.get('etag') ?? ''}"`,
        answer: await response.text(),
      }
    },
    async patch({ session, body, type, ifMatch }) {
      mustBe(type, 'application/trickle-ice-sdpfrag')
      const { stream, publisher, participant } = openSession(secret, session)
      if (ifMatch === undefined) throw new Fault('CONFLICT', 'Name the session’s ETag in If-Match.')
      const headers = {
        'content-type': 'application/trickle-ice-sdpfrag',
        // LiveKit's tags are without quotes.
        'if-match': ifMatch.trim().replaceAll('"', ''),
      }
      const response = await ask(`/${participant}`, { method: 'PATCH', headers, body }, { stream, publisher })
      if (response.status === 204) return { status: 204, etag: null, body: null }
      if (response.status === 200) {
        const etag = response.headers.get('etag')
        return { status: 200, etag: etag === null ? null : `"${etag}"`, body: await response.text() }
      }
      throw await refusal(response, {
        400: new Fault('BAD_REQUEST', 'This is no fragment of a description of this session.'),
        404: new Fault('NOT_FOUND'),
        // LiveKit 1.13 says so of another ETag than the session's.
        500: new Fault('CONFLICT', 'The session has another ETag, or takes no such change.'),
      })
    },
    async end(session) {
      const { stream, publisher, participant } = openSession(secret, session)
      const response = await ask(`/${participant}`, { method: 'DELETE' }, { stream, publisher })
      if (!response.ok) throw await refusal(response, { 404: new Fault('NOT_FOUND') })
    },
  }
}

function mustBe(type: string, wanted: string): void {
  if (type.split(';')[0]?.trim().toLowerCase() !== wanted)
    throw new Fault('UNSUPPORTED_TYPE', `Send this as ${wanted}.`)
}
