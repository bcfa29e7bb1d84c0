import { Fault, RoomId } from '@stoa/contract/http'
import type { Place } from './store.ts'

/** Orders places as results are: newest first. The database orders the same way. */
export function comparePlaces(one: Place, other: Place): number {
  if (one.at !== other.at) return other.at - one.at
  if (one.room !== other.room) return one.room < other.room ? 1 : -1
  return other.seq - one.seq
}

export function placeKey({ room, seq }: { readonly room: RoomId; readonly seq: number }): string {
  return `${room}/${seq}`
}

/** A place as the opaque `next` of a page. */
export function writeCursor({ at, room, seq }: Place): string {
  return `${at}_${room}_${seq}`
}

/** @throws Fault BAD_REQUEST where it is none of ours */
export function readCursor(cursor: string): Place {
  const [at, room, seq, ...rest] = cursor.split('_')
  const parsed = RoomId.safeParse(room)
  const place = { at: toWhole(at), seq: toWhole(seq) }
  if (!parsed.success || place.at === null || place.seq === null || rest.length > 0)
    throw new Fault('BAD_REQUEST', '`before` must be the `next` of another page.')
  return { at: place.at, room: parsed.data, seq: place.seq }
}

function toWhole(digits: string | undefined): number | null {
  if (digits === undefined || !/^\d{1,16}$/.test(digits)) return null
  const value = Number(digits)
  return Number.isSafeInteger(value) ? value : null
}
