import type { UserId } from '@stoa/contract/http'
import type { Member } from '@stoa/contract/rooms'

export type Tick = 'sent' | 'delivered' | 'read'

/** How far a message of mine has got with everybody else who was there when it was written. */
export type Ticks = (message: { readonly seq: number; readonly at: number }) => Tick

/** Looks up each message in the time it takes to find its place among the joinings, however many members there are. */
export function ticksOf(members: readonly Member[], me: UserId): Ticks {
  const others = members.filter((member) => member.user !== me).sort((a, b) => a.joinedAt - b.joinedAt)
  // slowest[n]: how far the slowest of the first n + 1 to join has got.
  const slowest: { delivered: number; read: number }[] = []
  let delivered = Infinity
  let read = Infinity
  for (const other of others) {
    delivered = Math.min(delivered, Math.max(other.delivered, other.read))
    read = Math.min(read, other.read)
    slowest.push({ delivered, read })
  }

  return ({ seq, at }) => {
    const got = slowest[countJoinedBy(others, at) - 1]
    if (got === undefined || got.delivered < seq) return 'sent'
    return got.read < seq ? 'delivered' : 'read'
  }
}

function countJoinedBy(sorted: readonly Member[], at: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle]?.joinedAt ?? Infinity) <= at) low = middle + 1
    else high = middle
  }
  return low
}
