import { getMessage, listMessages, type Message, type Page } from '@stoa/contract/chat'
import { Fault, type RoomId } from '@stoa/contract/http'
import { type Entry, listEntries } from '@stoa/contract/rooms'
import type { Client } from '../api.ts'
import { toFault } from '../http/refusal.ts'

export interface Place {
  readonly before?: number
  readonly after?: number
  readonly around?: number
  readonly from?: number
}

/** Something read from the server with what has happened since: fold `since` in and it is as of now. */
export interface Read<T> {
  readonly value: T
  readonly since: readonly Entry[]
}

/** Reads a conversation. While it reads it remembers what happens, so that nothing falls between a page and the live view. */
export interface Reader {
  page(place: Place): Promise<Read<Page>>
  message(seq: number): Promise<Read<Message> | null>
  applied(entries: readonly Entry[]): void
}

export function createReader(options: {
  readonly room: RoomId
  readonly call: Client['call']
  /** Seq of the last entry applied live. */
  readonly cursor: () => number
}): Reader {
  const { room, call, cursor } = options
  const reading = new Set<Entry[]>()

  async function watched<T>(
    read: (seen: readonly Entry[]) => Promise<T>,
  ): Promise<{ value: T; seen: Entry[] }> {
    const seen: Entry[] = []
    reading.add(seen)
    try {
      return { value: await read(seen), seen }
    } finally {
      reading.delete(seen)
    }
  }

  return {
    async page(place) {
      const { value, seen } = await watched(async (seen) => {
        const page = await call(listMessages, { params: { room }, query: { ...place } })
        const upTo = cursor()
        // A page may know less than we do already: a database replica lags, or the room began to be followed meanwhile.
        const lacks = upTo > page.head && !seen.some((entry) => entry.seq === page.head + 1)
        return { page, missed: lacks ? await entriesBetween(call, room, page.head, upTo) : [] }
      })
      return { value: value.page, since: [...value.missed, ...seen] }
    },
    async message(seq) {
      try {
        const { value, seen } = await watched(() => call(getMessage, { params: { room, seq } }))
        return { value: value.message, since: seen }
      } catch (error) {
        if (error instanceof Fault && toFault(error).code === 'NOT_FOUND') return null
        throw error
      }
    },
    applied(entries) {
      for (const seen of reading) seen.push(...entries)
    },
  }
}

async function entriesBetween(
  call: Client['call'],
  room: RoomId,
  after: number,
  upTo: number,
): Promise<Entry[]> {
  const found: Entry[] = []
  for (let last = after; last < upTo; last = found.at(-1)?.seq ?? upTo) {
    const { entries } = await call(listEntries, { params: { room }, query: { after: last } })
    if (entries.length === 0) break
    found.push(...entries)
  }
  return found
}
