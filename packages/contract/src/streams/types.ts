import * as z from 'zod'
import { entryType } from '../rooms/index.ts'

/** S1. */
export const StreamStatus = z.enum(['scheduled', 'live', 'ended'])
export type StreamStatus = z.output<typeof StreamStatus>

/** The stream went live, paused (its publisher dropped and has a while to return), came back or ended. Made by the server. */
export const streamChanged = entryType({
  name: 'stream.state',
  sent: z.never(),
  stored: z.object({ status: StreamStatus, publishing: z.boolean() }),
  counts: false,
  about: 'none',
  rate: null,
})

export const streamEntryTypes = [streamChanged] as const
