import { emoteSent } from '@stoa/contract/emotes'
import type { RoomId } from '@stoa/contract/http'
import type { Client } from '../api.ts'
import { systemTime, type Time } from '../time/time.ts'

/** One's own emotes in a stream. */
export interface Emotes {
  /** False where it came too fast (E1): then it is not sent. */
  send(emote: string): boolean
  /** Sends what waits. */
  stop(): void
}

/**
 * Milliseconds: the first tap goes at once, those within this time after it together, so that a node can take ten thousand who go on tapping.
 * More than the second in which the server counts, by as much as a packet may come early: two packets in one such second would be refused
 * together.
 */
const together = 1200

/** At most 20 in any second and in any packet, as the server counts them. */
export function createEmotes(
  client: Pick<Client, 'signal'>,
  stream: RoomId,
  time: Pick<Time, 'now' | 'after'> = systemTime,
): Emotes {
  let sent: readonly number[] = []
  let waiting: readonly string[] = []
  let gathers = false
  let cancel = () => {}

  function flush(): void {
    gathers = false
    if (waiting.length === 0) return
    client.signal(stream, emoteSent, { emotes: [...waiting] })
    waiting = []
    gather()
  }

  function gather(): void {
    gathers = true
    cancel = time.after(together, flush)
  }

  return {
    send(emote) {
      const now = time.now()
      sent = sent.filter((at) => now - at < 1000)
      if (sent.length >= emoteSent.perSecond || waiting.length >= emoteSent.perSecond) return false
      sent = [...sent, now]
      if (gathers) waiting = [...waiting, emote]
      else {
        client.signal(stream, emoteSent, { emote })
        gather()
      }
      return true
    },
    stop() {
      cancel()
      flush()
      cancel()
    },
  }
}
