import * as z from 'zod'
import { Instant, RoomId, route } from '../http/index.ts'
import { Seq } from '../rooms/index.ts'
import { Emote, Moment } from './types.ts'

const tag = 'emotes'

/** How moments are found (E3, E4, E6). */
export const EmoteSettings = z.object({
  interval: z
    .int('must be a whole number from 1 to 1000')
    .min(1, 'must be a whole number from 1 to 1000')
    .max(1000, 'must be a whole number from 1 to 1000')
    .describe('Evaluate after so many emotes, and when a window closes'),
  threshold: z
    .number('must be a number above 0 and below 1')
    .gt(0, 'must be above 0 and below 1')
    .lt(1, 'must be above 0 and below 1')
    .describe('Share of a window’s emotes above which one is significant'),
  allowedEmotes: z
    .array(Emote)
    .min(1, 'must hold 1 to 64 emotes')
    .max(64, 'must hold 1 to 64 emotes')
    .refine((list) => new Set(list).size === list.length, 'must not hold one twice'),
})
export type EmoteSettings = z.output<typeof EmoteSettings>

const scope = z.object({
  stream: RoomId.optional().describe(
    'Of this stream (its host); without it, of all streams that have none of their own (admins)',
  ),
})
const common = { tag, query: scope, faults: ['NOT_FOUND', 'NOT_ALLOWED'] } as const
const description = 'In force on every node within 2 s, never in the middle of an evaluation (E6).'

const Interval = EmoteSettings.pick({ interval: true })
const Threshold = EmoteSettings.pick({ threshold: true })
const AllowedEmotes = EmoteSettings.pick({ allowedEmotes: true })

export const getInterval = route({
  ...common,
  method: 'GET',
  path: '/api/v1/settings/interval',
  access: 'user',
  summary: 'After how many emotes moments are looked for',
  reply: Interval,
})
export const setInterval = route({
  ...common,
  method: 'PUT',
  path: '/api/v1/settings/interval',
  access: 'user',
  summary: 'Set after how many emotes moments are looked for',
  description,
  body: Interval.strict(),
  reply: Interval,
})
export const getThreshold = route({
  ...common,
  method: 'GET',
  path: '/api/v1/settings/threshold',
  access: 'user',
  summary: 'The share above which an emote is significant',
  reply: Threshold,
})
export const setThreshold = route({
  ...common,
  method: 'PUT',
  path: '/api/v1/settings/threshold',
  access: 'user',
  summary: 'Set the share above which an emote is significant',
  description,
  body: Threshold.strict(),
  reply: Threshold,
})
export const getAllowedEmotes = route({
  ...common,
  method: 'GET',
  path: '/api/v1/settings/allowed-emotes',
  access: 'user',
  summary: 'The emotes viewers may send',
  reply: AllowedEmotes,
})
export const setAllowedEmotes = route({
  ...common,
  method: 'PUT',
  path: '/api/v1/settings/allowed-emotes',
  access: 'user',
  summary: 'Set the emotes viewers may send',
  description,
  body: AllowedEmotes.strict(),
  reply: AllowedEmotes,
})

const oneStream = z.object({ stream: RoomId })

export const listMoments = route({
  method: 'GET',
  path: '/api/v1/streams/:stream/moments',
  access: 'user',
  tag,
  summary: 'The moments the audience loved, oldest first',
  params: oneStream,
  reply: z.object({ moments: z.array(Moment.extend({ seq: Seq })) }),
  faults: ['NOT_FOUND'],
})

export const listEmoteCounts = route({
  method: 'GET',
  path: '/api/v1/streams/:stream/emotes',
  access: 'user',
  tag,
  summary: 'How often each emote was sent, minute by minute',
  params: oneStream,
  query: z.object({
    from: z.coerce.number().pipe(Instant).optional(),
    to: z.coerce.number().pipe(Instant).optional(),
  }),
  reply: z.object({
    minutes: z.array(z.object({ at: Instant, counts: z.record(z.string(), z.int()) })),
    dropped: z.int().describe('Came too late to be counted (E3)'),
  }),
  faults: ['NOT_FOUND'],
})

export const emoteRoutes = [
  getInterval,
  setInterval,
  getThreshold,
  setThreshold,
  getAllowedEmotes,
  setAllowedEmotes,
  listMoments,
  listEmoteCounts,
] as const
