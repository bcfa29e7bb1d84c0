import * as z from 'zod'
import { UserId } from '../http/index.ts'
import { entryType } from '../rooms/index.ts'

/** S1. */
export const StreamStatus = z.enum(['scheduled', 'live', 'ended'])
export type StreamStatus = z.output<typeof StreamStatus>

/**
 * The stream went live, a publisher came, dropped (and has a while to return), came back or left, or it ended. Made by the server.
 * `publishers`: whose picture there is from now on.
 */
export const streamChanged = entryType({
  name: 'stream.state',
  sent: z.never(),
  stored: z.object({ status: StreamStatus, publishers: z.array(UserId) }),
  counts: false,
  about: 'none',
  rate: null,
})

export const streamEntryTypes = [streamChanged] as const
