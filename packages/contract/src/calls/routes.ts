import * as z from 'zod'
import { Instant, isVisible, RoomId, route, Text, TimeZone, UserId } from '../http/index.ts'
import { Amount, IdempotencyKey } from '../wallet/index.ts'
import { CallEnd, CallMedia, CallState } from './types.ts'

const tag = 'calls'

/** Cents of a coin a minute. */
export const Rate = Amount.max(100_000, 'must be at most 1,000 coins a minute')

/** Somebody who can be called. */
export const Creator = z.object({
  user: UserId,
  name: z.string(),
  picture: z.string(),
  headline: z.string(),
  about: z.string(),
  schedule: z.string().describe('When they are usually there, in their words'),
  rate: Rate,
  audio: z.boolean(),
  video: z.boolean(),
  available: z
    .boolean()
    .describe('Do they say that they take calls now? Nobody reaches them while they are offline'),
  availability: z.enum(['online', 'busy', 'offline']),
  rating: z.number().nullable().describe('Mean of the stars given, 1–5; null for none'),
  ratings: z.int(),
  demo: z.boolean(),
})
export type Creator = z.output<typeof Creator>

export const listCreators = route({
  method: 'GET',
  path: '/api/v1/creators',
  access: 'user',
  tag,
  summary: 'Who can be called: available ones first',
  query: z.object({
    query: z.string().trim().max(100).optional(),
    after: z.string().max(200).optional().describe('`next` of the page before'),
    limit: z.coerce.number().int().min(1).max(100).default(30),
  }),
  reply: z.object({ creators: z.array(Creator), next: z.string().nullable() }),
})

export const getCreator = route({
  method: 'GET',
  path: '/api/v1/creators/:user',
  access: 'user',
  tag,
  summary: 'One creator',
  params: z.object({ user: UserId }),
  reply: Creator,
  faults: ['NOT_FOUND'],
})

export const changeCreator = route({
  method: 'PUT',
  path: '/api/v1/creator',
  access: 'creator',
  tag,
  summary: 'My page, my rate and whether I take calls',
  body: z.strictObject({
    headline: Text.trim().max(120),
    about: Text.trim().max(5000),
    schedule: Text.trim().max(500),
    rate: Rate,
    audio: z.boolean(),
    video: z.boolean(),
    available: z.boolean().describe('Do I take calls now?'),
  }),
  reply: Creator,
})

/** A call as one of the two sees it. */
export const CallView = z
  .object({
    id: RoomId.describe('Also the id of its room: chat, signals and steps'),
    caller: UserId,
    creator: UserId,
    media: CallMedia,
    state: CallState,
    rate: Rate,
    createdAt: Instant,
    acceptedAt: Instant.nullable(),
    connectedAt: Instant.nullable(),
    endedAt: Instant.nullable(),
    end: CallEnd.nullable(),
    seconds: z.int().describe('Paid for: confirmed by both sides'),
    cost: z.int().describe('So far, in cents; the charge once it is settled'),
    earned: z.int().nullable().describe('By the creator, after the fee; null until it is settled'),
    fee: z.int().nullable(),
    settled: z.boolean(),
    paidUntil: Instant.nullable().describe('Until when coins are held (C6)'),
    last: z.boolean().describe('No further minute can be held'),
    stars: z.int().min(1).max(5).nullable(),
  })
  .describe('A call as one of the two sees it')
export type CallView = z.output<typeof CallView>

const oneCall = z.object({ call: RoomId })

export const startCall = route({
  method: 'POST',
  path: '/api/v1/calls',
  access: 'user',
  tag,
  summary: 'Call a creator',
  description: 'The creator turns busy with it: of many who call at once, one rings (C2).',
  body: z.strictObject({
    creator: UserId,
    media: CallMedia,
    key: IdempotencyKey,
    rate: Rate.optional().describe(
      'What a minute is known to cost: where it costs something else by now, 409',
    ),
  }),
  reply: CallView,
  status: 201,
  faults: ['NOT_FOUND', 'PAYMENT_REQUIRED', 'CONFLICT', 'BLOCKED', 'NOT_ALLOWED'],
  limit: { max: 30, seconds: 60 },
})

const step = {
  method: 'POST',
  access: 'user',
  tag,
  params: oneCall,
  reply: CallView,
  faults: ['NOT_FOUND', 'CONFLICT', 'NOT_ALLOWED'],
} as const

export const acceptCall = route({
  ...step,
  path: '/api/v1/calls/:call/accept',
  summary: 'Take the call (its creator)',
})
export const declineCall = route({
  ...step,
  path: '/api/v1/calls/:call/decline',
  summary: 'Do not take it (its creator)',
})
export const endCall = route({
  ...step,
  path: '/api/v1/calls/:call/end',
  summary: 'Hang up, or stop ringing',
  description: 'Answers at once; coins are settled shortly after, exactly once (C7).',
  status: 202,
})
export const beatCall = route({
  ...step,
  path: '/api/v1/calls/:call/heartbeat',
  summary: 'Every 5 s while media is connected: what paid time is counted by (C5)',
  body: z.strictObject({ connected: z.boolean() }),
  faults: ['NOT_FOUND', 'GONE'],
  limit: { max: 60, seconds: 60 },
})
export const rateCall = route({
  ...step,
  method: 'PUT',
  path: '/api/v1/calls/:call/rating',
  summary: 'Stars for the creator (its caller)',
  body: z.strictObject({ stars: z.int().min(1).max(5), comment: Text.trim().max(1000).default('') }),
})
export const reportCall = route({
  method: 'POST',
  access: 'user',
  tag,
  params: oneCall,
  path: '/api/v1/calls/:call/report',
  summary: 'Report the other one',
  body: z.strictObject({ reason: Text.trim().min(1).max(2000).refine(isVisible, 'must not be empty') }),
  faults: ['NOT_FOUND', 'CONFLICT'],
})

export const listCalls = route({
  method: 'GET',
  path: '/api/v1/calls',
  access: 'user',
  tag,
  summary: 'My calls, newest first',
  query: z.object({
    before: z.coerce.number().int().optional().describe('`createdAt` of the last one of the page before'),
    limit: z.coerce.number().int().min(1).max(100).default(30),
  }),
  reply: z.object({ calls: z.array(CallView) }),
})

export const getCall = route({
  method: 'GET',
  path: '/api/v1/calls/:call',
  access: 'user',
  tag,
  summary: 'One call of mine',
  params: oneCall,
  reply: CallView,
  faults: ['NOT_FOUND'],
})

export const getIceServers = route({
  method: 'GET',
  path: '/api/v1/ice-servers',
  access: 'user',
  tag,
  summary: 'STUN and TURN servers with credentials for a while',
  reply: z.object({
    iceServers: z.array(
      z.object({
        urls: z.array(z.string()),
        username: z.string().optional(),
        credential: z.string().optional(),
      }),
    ),
    relay: z.boolean().describe('Is there a TURN server? Without one some networks cannot connect.'),
    expiresAt: Instant.nullable(),
  }),
})

/** A settled call in a creator's earnings. */
export const EarnedCall = z.object({
  call: RoomId,
  caller: UserId,
  at: Instant,
  seconds: z.int(),
  rate: Rate,
  earned: z.int(),
  fee: z.int(),
})
export const getEarnings = route({
  method: 'GET',
  path: '/api/v1/earnings',
  access: 'creator',
  tag,
  summary: 'What my calls earned, by day (creators)',
  query: z.object({
    from: z.coerce.number().pipe(Instant).describe('Midnight of the first day where the reader is'),
    to: z.coerce.number().pipe(Instant),
    zone: TimeZone.default('UTC').describe(
      'Where the reader is: days begin and end there, whatever its clocks do',
    ),
  }),
  reply: z.object({
    total: z
      .string()
      .describe(
        'By calculateEarnings (W7), such as "12.50": rounded once for all, so some cents from `earned` + `fees`, which were rounded call by call',
      ),
    earned: z.int(),
    fees: z.int(),
    seconds: z.int(),
    days: z.array(z.object({ day: z.iso.date(), earned: z.int(), seconds: z.int(), calls: z.int() })),
    callers: z.array(z.object({ caller: UserId, earned: z.int(), seconds: z.int(), calls: z.int() })),
    calls: z.array(EarnedCall).describe('Newest first, 200 at most'),
  }),
  faults: ['BAD_REQUEST'],
})

export const callRoutes = [
  listCreators,
  getCreator,
  changeCreator,
  startCall,
  acceptCall,
  declineCall,
  endCall,
  beatCall,
  rateCall,
  reportCall,
  listCalls,
  getCall,
  getIceServers,
  getEarnings,
] as const
