import { Fault, FaultBody } from '@stoa/contract/http'
import { type Verb, type VerbReply, type VerbRequest, verbs } from '@stoa/contract/rooms'
import type { Socket } from 'socket.io-client'

/** How long to wait for an acknowledgement. Whoever gives up may ask again: every verb can be repeated. */
const patience = 10_000

/** Asks the server something. Rejects with its Fault, or with UNAVAILABLE where no answer came. */
export function ask<V extends Verb>(
  socket: Socket | undefined,
  verb: V,
  request: VerbRequest<V>,
): Promise<VerbReply<V>> {
  // Socket.IO would keep what is said while disconnected and say it later; here everything is decided anew by then.
  if (!socket?.connected) return Promise.reject(new Fault('UNAVAILABLE', 'Not connected.'))
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
