import { emoteSent } from '@stoa/contract/emotes'
import type { RoomId } from '@stoa/contract/http'
import type { Client } from '../api.ts'
import { systemTime, type Time } from '../time/time.ts'

/** One's own emotes in a stream. */
export interface Emotes {
  /** False where it came too fast (E1): then it is not sent. */
  send(emote: string): boolean
}

/** At most 20 in any second, as the server counts them. */
export function createEmotes(
  client: Pick<Client, 'signal'>,
  stream: RoomId,
  time: Pick<Time, 'now'> = systemTime,
): Emotes {
  let sent: readonly number[] = []
  return {
    send(emote) {
      const now = time.now()
      sent = sent.filter((at) => now - at < 1000)
      if (sent.length >= emoteSent.perSecond) return false
      sent = [...sent, now]
      client.signal(stream, emoteSent, { emote })
      return true
    },
  }
}
