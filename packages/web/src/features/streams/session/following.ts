import type { Client } from '@stoa/client'
import { type FollowedStream, followStream } from '@stoa/client/streaming'
import type { RoomId } from '@stoa/contract/http'

/** Streams that pages look at. One stays for a moment after the last page left it: from page to page is no coming and going. */
export interface Following {
  take(id: RoomId): FollowedStream
  release(id: RoomId): void
  close(): void
}

const linger = 3000

export function createFollowing(client: Client): Following {
  const held = new Map<RoomId, { readonly stream: FollowedStream; users: number; cancel: () => void }>()

  return {
    take(id) {
      const found = held.get(id) ?? { stream: followStream(client, id), users: 0, cancel: () => {} }
      held.set(id, found)
      found.cancel()
      found.users += 1
      return found.stream
    },
    release(id) {
      const found = held.get(id)
      if (found === undefined) return
      found.users -= 1
      if (found.users > 0) return
      const timer = setTimeout(() => {
        held.delete(id)
        found.stream.stop()
      }, linger)
      found.cancel = () => clearTimeout(timer)
    },
    close() {
      for (const { stream, cancel } of held.values()) {
        cancel()
        stream.stop()
      }
      held.clear()
    },
  }
}
