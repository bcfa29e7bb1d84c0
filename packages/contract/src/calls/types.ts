import * as z from 'zod'
import { Instant } from '../http/index.ts'
import { entryType, signalType } from '../rooms/index.ts'

/** C1. `ended` and the four after it are for good. */
export const CallState = z.enum([
  'initiated',
  'ringing',
  'ongoing',
  'ended',
  'declined',
  'missed',
  'cancelled',
  'failed',
])
export type CallState = z.output<typeof CallState>

/** Why it ended. `silence`: one side was not heard from (C5); `balance`: the held time was used up (C6). */
export const CallEnd = z.enum(['hung_up', 'silence', 'balance', 'moderation'])
export type CallEnd = z.output<typeof CallEnd>

export const CallMedia = z.enum(['audio', 'video'])
export type CallMedia = z.output<typeof CallMedia>

/** A step of the call, made by the server; the newest counts. */
export const callChanged = entryType({
  name: 'call.state',
  sent: z.never(),
  stored: z.object({
    state: CallState,
    /** Seconds paid for so far. */
    seconds: z.int(),
    end: CallEnd.nullable(),
    /** When media was first connected on both sides; null before. */
    connectedAt: Instant.nullable(),
  }),
  counts: false,
  about: 'none',
  rate: null,
})

/** Until when the call is paid, made by the server as minutes are held (C6). `last`: no further minute can be had. */
export const callHeld = entryType({
  name: 'call.held',
  sent: z.never(),
  stored: z.object({ paidUntil: Instant, last: z.boolean() }),
  counts: false,
  about: 'none',
  rate: null,
})

/**
 * What two peers tell each other to connect (C4): a description or a candidate, as RTCPeerConnection gives them. With neither it says
 * that this page takes part: to whoever hears it without `to`, in answer to that with it.
 */
export const peer = signalType({
  name: 'call.peer',
  body: z.strictObject({
    /** Which page of the sender's; the other devices of an account take no part. */
    page: z.uuid(),
    /** Which page of the other's it is for; all of them unless said. */
    to: z.uuid().optional(),
    /** The number of an offer, and in an answer that of the offer it answers: signals may be lost, late or doubled. */
    round: z.int().min(1).optional(),
    description: z
      .strictObject({
        type: z.enum(['offer', 'answer', 'rollback', 'pranswer']),
        sdp: z.string().max(100_000),
      })
      .optional(),
    candidate: z
      .strictObject({
        candidate: z.string().max(2000),
        sdpMid: z.string().max(100).nullable(),
        sdpMLineIndex: z.int().nullable(),
        usernameFragment: z.string().max(300).nullable(),
      })
      .nullable()
      .optional(),
  }),
  perSecond: 60,
})

/** What one's camera and microphone are doing, for the other's screen. */
export const media = signalType({
  name: 'call.media',
  body: z.strictObject({ camera: z.boolean(), microphone: z.boolean(), screen: z.boolean() }),
  perSecond: 5,
})

export const callEntryTypes = [callChanged, callHeld] as const
export const callSignalTypes = [peer, media] as const
