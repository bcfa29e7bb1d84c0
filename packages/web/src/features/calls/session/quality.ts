import type { PeerStats } from '@stoa/client/calling'
import * as z from 'zod'

/** What is counted of the network so far. */
export interface Counted {
  readonly received: number
  readonly lost: number
  /** Seconds to the other and back. */
  readonly delay: number | undefined
}

export type Quality = 'unknown' | 'good' | 'fair' | 'poor'

const Inbound = z.object({
  type: z.literal('inbound-rtp'),
  packetsReceived: z.number().default(0),
  packetsLost: z.number().default(0),
})
const Pair = z.object({
  type: z.literal('candidate-pair'),
  nominated: z.literal(true),
  state: z.literal('succeeded'),
  currentRoundTripTime: z.number(),
})

export function countOf(stats: PeerStats): Counted {
  let received = 0
  let lost = 0
  let delay: number | undefined
  stats.forEach((one) => {
    const inbound = Inbound.safeParse(one)
    if (inbound.success) {
      received += inbound.data.packetsReceived
      lost += inbound.data.packetsLost
    }
    const pair = Pair.safeParse(one)
    if (pair.success) delay = pair.data.currentRoundTripTime
  })
  return { received, lost, delay }
}

/** How it went between two countings: by the share of packets lost and the delay, whichever is worse. */
export function qualityOf(before: Counted | undefined, now: Counted): Quality {
  if (before === undefined) return 'unknown'
  const received = now.received - before.received
  const lost = Math.max(0, now.lost - before.lost)
  if (received + lost <= 0) return 'unknown'
  const share = lost / (received + lost)
  const delay = now.delay ?? 0
  if (share > 0.08 || delay > 0.6) return 'poor'
  return share > 0.02 || delay > 0.25 ? 'fair' : 'good'
}
