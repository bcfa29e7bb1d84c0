import * as z from 'zod'
import { Instant, isEmoji, RoomId, UserId } from '../http/index.ts'
import { entryType, signalType } from '../rooms/index.ts'

/** One emoji, or a short word in its place such as `GG`. */
export const Emote = z
  .string()
  .max(64)
  .refine(
    (text) => /^[^\s\p{C}]{1,10}$/u.test(text) || isEmoji(text),
    'must be one emoji or at most 10 characters without spaces',
  )
  .meta({ pattern: String.raw`^(?:\p{RGI_Emoji}|[^\s\p{C}]{1,10})$` })

export const defaultEmotes = ['😀', '😡', '😢', '😮', '❤️', '👍', '👎', '🔥'] as const

/** Only looked up among the stream's allowed emotes, each of which is an {@link Emote}: 50,000 come in a second. */
const SentEmote = z.string().max(64)

/**
 * What a viewer sends (E1); the server counts it and shows it to nobody. One, or what was tapped within a moment: each counts, also against
 * the rate. May go without an acknowledgement.
 */
export const emoteSent = signalType({
  name: 'emote.send',
  body: z.union([
    z.strictObject({ emote: SentEmote }),
    z.strictObject({ emotes: z.array(SentEmote).min(1).max(20) }),
  ]),
  perSecond: 20,
})

/** What everybody sees instead (E2): how often each was sent since the tally before, at most 4 times a second. */
export const emoteTally = signalType({
  name: 'emote.tally',
  body: z.strictObject({ counts: z.record(z.string(), z.int().min(1)) }),
  perSecond: 0,
})

/** A window of time in which one emote was significant (E4, E5). */
export const Moment = z.object({
  emote: z.string(),
  start: Instant.describe('Of the window'),
  end: Instant,
  count: z.int(),
  total: z.int().describe('Of all emotes in the window'),
  ratio: z.number().describe('count / total'),
  people: z.int().describe('How many sent it; 10 stands for 10 or more'),
  final: z.boolean().describe('The window is closed: nothing changes any more'),
  withdrawn: z
    .literal(true)
    .optional()
    .describe(
      'With `final`: it turned out not to be significant. Readers show it no more; lists leave it out',
    ),
})
export type Moment = z.output<typeof Moment>

/** Announces a moment, made by the server, once for each window and emote. */
export const momentFound = entryType({
  name: 'emote.moment',
  sent: z.never(),
  stored: Moment,
  counts: false,
  about: 'none',
  rate: null,
})

/** The same moment as its counts have grown since; the newest about it counts. */
export const momentGrown = entryType({
  name: 'emote.moment-update',
  sent: z.never(),
  stored: Moment,
  counts: false,
  about: 'required',
  rate: null,
})

/** One viewer's emote in the log. */
export const EmoteEvent = z.object({
  stream: RoomId,
  user: UserId,
  emote: z.string(),
  at: Instant,
})
export type EmoteEvent = z.output<typeof EmoteEvent>

export const emoteEntryTypes = [momentFound, momentGrown] as const
export const emoteSignalTypes = [emoteSent, emoteTally] as const
