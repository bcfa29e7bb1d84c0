import * as z from 'zod'
import { Instant, isPlain, isVisible, RoomId, route, Text, UserId } from '../http/index.ts'
import { StreamStatus } from './types.ts'

const tag = 'streams'

const Title = z
  .string()
  .trim()
  .min(1)
  .max(120)
  .refine(isVisible, 'must not be empty')
  .refine(isPlain, 'must not hold control characters')

const Description = Text.trim().max(5000)

/** Until the end of the year 9999: what a calendar cannot show, no page can. */
const Scheduled = Instant.max(253_402_300_799_999)

/** Flexible facts about a stream, such as its codec, resolution and bitrate. Queryable. */
export const StreamMetadata = z
  .record(z.string().regex(/^[a-zA-Z][\w.-]{0,39}$/), z.union([Text.max(200), z.number(), z.boolean()]))
  .refine((fields) => Object.keys(fields).length <= 30, 'must have at most 30 fields')
export type StreamMetadata = z.output<typeof StreamMetadata>

export const Recording = z.object({
  status: z.enum(['running', 'ready', 'failed']),
  url: z.string().nullable().describe('Path of the HLS playlist; playable while it runs, too'),
  seconds: z.number().describe('How long it is'),
  parts: z
    .array(z.object({ startedAt: Instant, offset: z.number(), seconds: z.number() }))
    .describe(
      'Stretches without a break, oldest first: when each began, where in the recording, how long it is',
    ),
})
export type Recording = z.output<typeof Recording>

export const Stream = z
  .object({
    id: RoomId.describe('Also the id of its room: chat, emotes, moments'),
    host: UserId,
    cohosts: z.array(UserId),
    title: z.string(),
    description: z.string(),
    status: StreamStatus,
    publishers: z.array(UserId).describe('Whose picture there is right now: of its host, of co-hosts'),
    scheduledFor: Instant.nullable(),
    startedAt: Instant.nullable(),
    endedAt: Instant.nullable(),
    viewers: z.int().describe('Who watches now'),
    peak: z.int().describe('The most there were at once'),
    metadata: StreamMetadata,
    thumbnail: z.string().nullable().describe('Path of a recent picture'),
    recording: Recording.nullable(),
    engine: z
      .enum(['built-in', 'livekit'])
      .describe('Who carries its pictures: `built-in` by WHIP and WHEP; `livekit` by tickets of `/ticket`'),
    createdAt: Instant,
  })
  .describe('A live stream')
export type Stream = z.output<typeof Stream>

const one = z.object({ stream: RoomId })

export const createStream = route({
  method: 'POST',
  path: '/api/v1/streams',
  access: 'user',
  tag,
  summary: 'Set up a stream, for now or for later',
  body: z.strictObject({
    title: Title,
    description: Description.default(''),
    scheduledFor: Scheduled.optional(),
    metadata: StreamMetadata.default({}),
    record: z.boolean().default(true),
  }),
  reply: Stream,
  status: 201,
  limit: { max: 20, seconds: 60 },
})

export const listStreams = route({
  method: 'GET',
  path: '/api/v1/streams',
  access: 'user',
  tag,
  summary: 'Streams, with how many watch: live ones by viewers, others newest first',
  query: z.object({
    status: StreamStatus.default('live'),
    host: UserId.optional(),
    meta: z
      .string()
      .max(300)
      .refine(isPlain, 'must not hold control characters')
      .optional()
      .describe('`field:value` of the metadata, such as `codec:VP8`; several separated by commas'),
    before: z.coerce.number().int().optional().describe('`createdAt` of the last one of the page before'),
    limit: z.coerce.number().int().min(1).max(100).default(30),
  }),
  reply: z.object({ streams: z.array(Stream) }),
  faults: ['BAD_REQUEST'],
})

export const getStream = route({
  method: 'GET',
  path: '/api/v1/streams/:stream',
  access: 'user',
  tag,
  summary: 'One stream',
  params: one,
  reply: Stream,
  faults: ['NOT_FOUND'],
})

export const changeStream = route({
  method: 'PATCH',
  path: '/api/v1/streams/:stream',
  access: 'user',
  tag,
  summary: 'Change what it says (its host)',
  params: one,
  body: z.strictObject({
    title: Title.optional(),
    description: Description.optional(),
    scheduledFor: Scheduled.nullable().optional(),
    metadata: StreamMetadata.optional(),
  }),
  reply: Stream,
  faults: ['NOT_FOUND', 'NOT_ALLOWED'],
})

export const endStream = route({
  method: 'POST',
  path: '/api/v1/streams/:stream/end',
  access: 'user',
  tag,
  summary: 'End it for good (its host, moderators)',
  params: one,
  reply: Stream,
  faults: ['NOT_FOUND', 'NOT_ALLOWED'],
})

export const deleteStream = route({
  method: 'DELETE',
  path: '/api/v1/streams/:stream',
  access: 'user',
  tag,
  summary: 'Delete an ended or scheduled one with its recording (its host)',
  params: one,
  faults: ['NOT_FOUND', 'NOT_ALLOWED', 'CONFLICT'],
})

export const newStreamKey = route({
  method: 'POST',
  path: '/api/v1/streams/:stream/key',
  access: 'user',
  tag,
  summary: 'A new stream key for OBS and other WHIP clients, shown this once; the old one ends (its host)',
  params: one,
  reply: z.object({ key: z.string(), whip: z.string().describe('URL to publish to') }),
  faults: ['NOT_FOUND', 'NOT_ALLOWED', 'GONE'],
  limit: { max: 10, seconds: 60 },
})

export const joinStream = route({
  method: 'POST',
  path: '/api/v1/streams/:stream/join',
  access: 'user',
  tag,
  summary: 'Watch: lets me into its room; counted while I am connected',
  params: one,
  reply: Stream,
  faults: ['NOT_FOUND', 'BLOCKED', 'GONE'],
})

export const leaveStream = route({
  method: 'POST',
  path: '/api/v1/streams/:stream/leave',
  access: 'user',
  tag,
  summary: 'Watch no more',
  params: one,
  faults: ['NOT_FOUND'],
})

export const inviteCohost = route({
  method: 'PUT',
  path: '/api/v1/streams/:stream/cohosts/:user',
  access: 'user',
  tag,
  summary: 'Let somebody publish beside me, 9 at most (its host)',
  params: z.object({ stream: RoomId, user: UserId }),
  reply: Stream,
  faults: ['NOT_FOUND', 'NOT_ALLOWED', 'CONFLICT', 'BLOCKED'],
})

export const removeCohost = route({
  method: 'DELETE',
  path: '/api/v1/streams/:stream/cohosts/:user',
  access: 'user',
  tag,
  summary: 'End a co-host’s part (its host, or themselves)',
  params: z.object({ stream: RoomId, user: UserId }),
  reply: Stream,
  faults: ['NOT_FOUND', 'NOT_ALLOWED'],
})

export const listWatchers = route({
  method: 'GET',
  path: '/api/v1/streams/:stream/participants',
  access: 'user',
  tag,
  summary: 'Who watched, from when to when, newest first (its host)',
  params: one,
  query: z.object({ limit: z.coerce.number().int().min(1).max(500).default(100) }),
  reply: z.object({
    participants: z.array(z.object({ user: UserId, joinedAt: Instant, leftAt: Instant.nullable() })),
  }),
  faults: ['NOT_FOUND', 'NOT_ALLOWED'],
})

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

export const streamRoutes = [
  createStream,
  listStreams,
  getStream,
  changeStream,
  endStream,
  deleteStream,
  newStreamKey,
  joinStream,
  leaveStream,
  inviteCohost,
  removeCohost,
  listWatchers,
  mediaTicket,
  recordingFile,
  streamThumbnail,
  whip,
  whep,
  patchMedia,
  endMedia,
  liveKitWebhook,
] as const
