import type { RoomId, UserId } from '@stoa/contract/http'
import type { Time } from '../time/time.ts'

/** How long somebody counts as typing after they last said so. */
const forgotten = 5_000

export interface Typists {
  in(room: RoomId): readonly UserId[]
  heard(room: RoomId, user: UserId, typing: boolean): void
  stop(): void
}

/** Who is typing where. A signal that says so may be the last one we get, so each is forgotten by itself. */
export function createTypists(options: {
  readonly time: Time
  readonly changed: (room: RoomId) => void
}): Typists {
  const { time, changed } = options
  const rooms = new Map<RoomId, Map<UserId, () => void>>()

  function leave(room: RoomId, user: UserId): void {
    const typing = rooms.get(room)
    const cancel = typing?.get(user)
    if (typing === undefined || cancel === undefined) return
    cancel()
    typing.delete(user)
    if (typing.size === 0) rooms.delete(room)
    changed(room)
  }

  return {
    in: (room) => [...(rooms.get(room)?.keys() ?? [])],
    heard(room, user, isTyping) {
      if (!isTyping) return leave(room, user)
      const typing = rooms.get(room) ?? new Map<UserId, () => void>()
      rooms.set(room, typing)
      const before = typing.get(user)
      before?.()
      typing.set(
        user,
        time.after(forgotten, () => leave(room, user)),
      )
      if (before === undefined) changed(room)
    },
    stop() {
      for (const typing of rooms.values()) for (const cancel of typing.values()) cancel()
      rooms.clear()
    },
  }
}
