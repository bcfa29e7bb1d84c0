import * as z from 'zod'
import { Instant, isPlain, isVisible, RoomId, route, Text, UserId } from '../http/index.ts'
import { mediaRoutes } from './media-routes.ts'
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
  ...mediaRoutes,
] as const
