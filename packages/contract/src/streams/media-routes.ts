import * as z from 'zod'
import { RoomId, route, UserId } from '../http/index.ts'

const tag = 'streams'
const one = z.object({ stream: RoomId })

export const mediaTicket = route({
  method: 'POST',
  path: '/api/v1/streams/:stream/ticket',
  access: 'user',
  tag,
  summary: 'With LiveKit: where to connect to watch, or to publish (its host, co-hosts)',
  params: one,
  body: z.strictObject({ publish: z.boolean() }),
  reply: z.object({ url: z.string(), token: z.string() }),
  faults: ['NOT_FOUND', 'NOT_ALLOWED', 'CONFLICT', 'GONE', 'NOT_AVAILABLE', 'BLOCKED'],
})

export const recordingFile = route({
  method: 'GET',
  path: '/api/v1/streams/:stream/recording/*',
  access: 'user',
  tag,
  summary: 'The recording by HLS: `index.m3u8` and what it names',
  params: z.object({
    stream: RoomId,
    '*': z.string().regex(/^(index\.m3u8|part-\d{1,9}\/[\w-]{1,40}\.(ts|m4s|mp4))$/),
  }),
  faults: ['NOT_FOUND', 'BLOCKED'],
  limit: { max: 1200, seconds: 60 },
})

export const streamThumbnail = route({
  method: 'GET',
  path: '/api/v1/streams/:stream/thumbnail',
  access: 'user',
  tag,
  summary: 'A recent picture of it, JPEG',
  params: one,
  faults: ['NOT_FOUND', 'BLOCKED'],
  limit: { max: 1200, seconds: 60 },
})

/** Publishing and watching are WHIP (RFC 9725) and WHEP: SDP, not JSON. */
const sdp = { bytes: ['application/sdp'], maxBytes: 256 * 1024 } as const
const fragment = { bytes: ['application/trickle-ice-sdpfrag'], maxBytes: 64 * 1024 } as const

export const whip = route({
  method: 'POST',
  path: '/api/v1/whip/:stream',
  access: 'public',
  tag,
  summary: 'Publish by WHIP: an offer in, an answer out',
  description: 'The bearer is the stream key, or an access token of its host or a co-host.',
  params: one,
  body: sdp,
  status: 201,
  faults: [
    'NOT_FOUND',
    'NOT_SIGNED_IN',
    'NOT_ALLOWED',
    'BANNED',
    'CONFLICT',
    'UNSUPPORTED_TYPE',
    'NOT_ACCEPTABLE',
    'NOT_AVAILABLE',
    'GONE',
  ],
})
export const whep = route({
  method: 'POST',
  path: '/api/v1/whep/:stream',
  access: 'user',
  tag,
  summary: 'Watch by WHEP: an offer in, an answer out',
  params: z.object({ stream: RoomId }),
  query: z.object({ publisher: UserId.optional().describe('Whose picture; the host’s unless said') }),
  body: sdp,
  status: 201,
  faults: [
    'NOT_FOUND',
    'BLOCKED',
    'CONFLICT',
    'UNSUPPORTED_TYPE',
    'NOT_ACCEPTABLE',
    'NOT_AVAILABLE',
    'GONE',
    'UNAVAILABLE',
  ],
})
const oneMediaSession = z.object({ session: z.string().regex(/^[\w-]{16,200}$/) })
export const patchMedia = route({
  method: 'PATCH',
  path: '/api/v1/media/:session',
  access: 'public',
  tag,
  summary: 'Trickle candidates of a WHIP or WHEP session; its unguessable URL is the proof',
  params: oneMediaSession,
  body: fragment,
  faults: [
    'NOT_FOUND',
    'CONFLICT',
    'UNSUPPORTED_TYPE',
    'PRECONDITION_FAILED',
    'PRECONDITION_REQUIRED',
    'NOT_SUPPORTED',
  ],
  limit: { max: 1200, seconds: 60 },
})
export const endMedia = route({
  method: 'DELETE',
  path: '/api/v1/media/:session',
  access: 'public',
  tag,
  summary: 'End a WHIP or WHEP session',
  params: oneMediaSession,
  faults: ['NOT_FOUND'],
  limit: { max: 1200, seconds: 60 },
})

export const liveKitWebhook = route({
  method: 'POST',
  path: '/api/v1/webhooks/livekit',
  access: 'public',
  tag,
  summary: 'What LiveKit tells: verified by its signature, harmless when repeated',
  body: { bytes: ['application/webhook+json', 'application/json'], maxBytes: 1024 * 1024 },
  faults: ['NOT_SIGNED_IN', 'NOT_AVAILABLE', 'UNAVAILABLE'],
  limit: { max: 100_000, seconds: 60 },
})

/** The pictures of streams: what goes to and comes from the media server, and what it kept. */
export const mediaRoutes = [
  mediaTicket,
  recordingFile,
  streamThumbnail,
  whip,
  whep,
  patchMedia,
  endMedia,
  liveKitWebhook,
] as const
