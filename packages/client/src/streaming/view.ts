import { Moment, momentFound, momentGrown } from '@stoa/contract/emotes'
import type { Entry } from '@stoa/contract/rooms'
import { type Stream, streamChanged } from '@stoa/contract/streams'

/** A moment with the seq of the entry that announced it. */
export interface LiveMoment extends Moment {
  readonly seq: number
}

/** The stream after an entry of its room; the same object where that changes nothing. */
export function withEntry(stream: Stream, { type, at, body }: Entry): Stream {
  if (type !== streamChanged.name) return stream
  const change = streamChanged.stored.safeParse(body)
  if (!change.success || stream.status === 'ended') return stream
  const { status, publishers } = change.data
  return {
    ...stream,
    status,
    publishers,
    startedAt: stream.startedAt ?? (status === 'live' ? at : null),
    endedAt: status === 'ended' ? at : null,
    viewers: status === 'ended' ? 0 : stream.viewers,
  }
}

/** The moments after an entry of the room: one more, one that has grown, or one fewer where it was none after all; oldest first. */
export function withMoment(moments: readonly LiveMoment[], entry: Entry): readonly LiveMoment[] {
  const { type, seq, about, body } = entry
  if (type !== momentFound.name && type !== momentGrown.name) return moments
  const moment = Moment.safeParse(body)
  if (!moment.success) return moments
  const own = type === momentFound.name ? seq : about
  if (own === null) return moments
  const known = moments.find((one) => one.seq === own)
  if (moment.data.withdrawn === true) return moments.filter((one) => one !== known)
  if (known === undefined)
    return [...moments, { ...moment.data, seq: own }].toSorted((one, other) => one.start - other.start)
  // What was read from the server may account for this entry already.
  if (known.final || known.count > moment.data.count) return moments
  return moments.map((one) => (one === known ? { ...moment.data, seq: own } : one))
}
