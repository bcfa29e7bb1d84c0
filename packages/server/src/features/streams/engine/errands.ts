import { FaultBody, RoomId, UserId } from '@stoa/contract/http'
import * as z from 'zod'

const Publication = z.object({ stream: RoomId, publisher: UserId })
const Offer = z.object({ sdp: z.string(), type: z.string() })
const Session = z.object({ id: z.string(), etag: z.string(), answer: z.string() })
const Nothing = z.object({})

/** What one node asks another to do with the streams it carries, and what comes of it. */
export const errands = {
  publish: { ask: z.object({ of: Publication, offer: Offer }), answer: Session },
  watch: { ask: z.object({ of: Publication, viewer: UserId, offer: Offer }), answer: Session },
  patch: {
    ask: z.object({
      session: z.string(),
      body: z.string(),
      type: z.string(),
      ifMatch: z.string().nullable(),
    }),
    answer: z.object({
      status: z.union([z.literal(200), z.literal(204)]),
      etag: z.string().nullable(),
      body: z.string().nullable(),
    }),
  },
  end: { ask: z.object({ session: z.string() }), answer: Nothing },
  remove: { ask: z.object({ stream: RoomId, user: UserId }), answer: Nothing },
  close: { ask: z.object({ stream: RoomId }), answer: Nothing },
  record: { ask: z.object({ of: Publication }), answer: Nothing },
  stopRecording: { ask: z.object({ stream: RoomId }), answer: Nothing },
} as const

export type Verb = keyof typeof errands
export type Ask<V extends Verb> = z.output<(typeof errands)[V]['ask']>
export type Answer<V extends Verb> = z.output<(typeof errands)[V]['answer']>

/** As it goes over the bus. */
export const Message = z.union([
  z.object({
    kind: z.literal('errand'),
    id: z.string(),
    from: z.string(),
    verb: z.enum(Object.keys(errands) as [Verb, ...Verb[]]),
    ask: z.unknown(),
  }),
  z.object({ kind: z.literal('done'), id: z.string(), answer: z.unknown() }),
  z.object({ kind: z.literal('refused'), id: z.string(), fault: FaultBody }),
])
export type Message = z.output<typeof Message>
