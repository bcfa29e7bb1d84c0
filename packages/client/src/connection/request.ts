import { Fault, FaultBody } from '@stoa/contract/http'
import { largestPacket, type Verb, type VerbReply, type VerbRequest, verbs } from '@stoa/contract/rooms'
import type { Socket } from 'socket.io-client'

/** How long to wait for an acknowledgement. Whoever gives up may ask again: every verb can be repeated. */
const patience = 10_000

/** What a packet holds besides the request: its kind, number and verb. */
const framing = 64

/**
 * Asks the server something. Rejects with its Fault, with UNAVAILABLE where no answer came, or with TOO_LARGE where the server would
 * end the connection over it.
 */
export function ask<V extends Verb>(
  socket: Socket | undefined,
  verb: V,
  request: VerbRequest<V>,
): Promise<VerbReply<V>> {
  // Socket.IO would keep what is said while disconnected and say it later; here everything is decided anew by then.
  if (!socket?.connected) return Promise.reject(new Fault('UNAVAILABLE', 'Not connected.'))
  if (isTooLarge(request)) {
    return Promise.reject(
      new Fault('TOO_LARGE', `At most ${largestPacket / 1024} KiB can be sent at once.`, {
        details: { max: largestPacket },
      }),
    )
  }
  return new Promise((resolve, reject) => {
    socket.timeout(patience).emit(verb, request, (cause: Error | null, answer: unknown) => {
      if (cause !== null) return reject(new Fault('UNAVAILABLE', 'No answer came.', { cause }))
      const refused = FaultBody.safeParse(answer)
      if (refused.success) return reject(Fault.fromBody(refused.data))
      const reply = verbs[verb].reply.safeParse(answer)
      if (!reply.success) return reject(new Fault('INTERNAL', 'Not an answer.', { cause: reply.error }))
      // The schema of this very verb says what it is.
      resolve(reply.data as VerbReply<V>)
    })
  })
}

function isTooLarge(request: unknown): boolean {
  const text = JSON.stringify(request)
  const most = largestPacket - framing
  // A letter of UTF-16 is three bytes at most: what is short needs no counting.
  return text.length * 3 > most && new TextEncoder().encode(text).length > most
}
