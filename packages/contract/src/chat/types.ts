import * as z from 'zod'
import { emojiPattern, isEmoji, isVisible, RoomId } from '../http/index.ts'
import { entryType, Seq, signalType } from '../rooms/index.ts'

/** 1–5,000 characters after trimming (M1); trimmed only to measure, stored as written. */
export const MessageText = z
  .string()
  .max(5000, 'must be at most 5,000 characters')
  .refine(isVisible, 'must not be empty')

/** One emoji, whole (M3). */
export const Emoji = z.string().max(64).refine(isEmoji, 'must be one emoji').meta({ pattern: emojiPattern })

export const message = entryType({
  name: 'chat.message',
  sent: z.union([
    z.strictObject({ text: MessageText, replyTo: Seq.optional() }),
    z.strictObject({ forward: z.strictObject({ room: RoomId, seq: Seq }) }),
  ]),
  stored: z.object({
    text: z.string(),
    replyTo: Seq.optional(),
    /** The first author's name at the time, kept through every further forward (M2). */
    forwarded: z.object({ from: z.string() }).optional(),
  }),
  counts: true,
  about: 'none',
  rate: { max: 60, seconds: 60 },
})

export const edit = entryType({
  name: 'chat.edit',
  sent: z.strictObject({ text: MessageText }),
  stored: z.object({ text: z.string() }),
  counts: false,
  about: 'required',
  rate: { max: 30, seconds: 60 },
})

export const remove = entryType({
  name: 'chat.delete',
  sent: z.strictObject({}),
  stored: z.object({}),
  counts: false,
  about: 'required',
  empties: true,
  rate: { max: 60, seconds: 60 },
})

/** A new emoji replaces one's earlier reaction; the same one again takes it back (M3). */
export const reaction = entryType({
  name: 'chat.reaction',
  sent: z.strictObject({ emoji: Emoji }),
  stored: z.object({ emoji: z.string() }),
  counts: false,
  about: 'required',
  rate: { max: 30, seconds: 60 },
})

/** Sent when typing begins, repeated every 3 s while it goes on, and with `false` when it stops. Readers forget it after 5 s. */
export const typing = signalType({
  name: 'chat.typing',
  body: z.strictObject({ typing: z.boolean() }),
  perSecond: 2,
})

export const chatEntryTypes = [message, edit, remove, reaction] as const
export const chatSignalTypes = [typing] as const
