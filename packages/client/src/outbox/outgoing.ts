import { ClientId, FaultBody, Instant, RoomId } from '@stoa/contract/http'
import { Seq } from '@stoa/contract/rooms'
import * as z from 'zod'

/** Something to be sent once, whatever happens (M9). */
export const Outgoing = z.object({
  clientId: ClientId,
  /** Place in the queue: it goes up with each one, also over reloads. */
  order: z.number(),
  room: RoomId,
  type: z.string(),
  body: z.unknown(),
  about: Seq.optional(),
  /** When it was written. */
  at: Instant,
  /** What to show of a forwarded message until the server has made it. */
  preview: z.object({ text: z.string(), forwardedFrom: z.string().nullable() }).optional(),
  state: z.discriminatedUnion('status', [
    z.object({ status: z.literal('waiting') }),
    z.object({ status: z.literal('failed'), fault: FaultBody }),
    /** Acknowledged; held in memory until its entry has come back, so that nothing flickers in between. */
    z.object({ status: z.literal('sent'), seq: Seq, at: Instant }),
  ]),
})
export type Outgoing = z.output<typeof Outgoing>

export type OutgoingState = Outgoing['state']

/** Storage keys: a person's things together, oldest first. */
export function outgoingKey(user: string, { order, clientId }: Outgoing): string {
  return `${user}/${String(order).padStart(20, '0')}-${clientId}`
}
