import { type EventBody, type EventName, events } from '@stoa/contract/rooms'
import type { Socket } from 'socket.io-client'

export type EventHandlers = { readonly [E in EventName]: (body: EventBody<E>) => void }

/**
 * Hands on each event that is what the contract says. One that is not is left out: whatever it held is found missing by
 * its seq and asked for again.
 */
export function hear(socket: Socket, handlers: EventHandlers): void {
  listen(socket, 'entries', handlers)
  listen(socket, 'signals', handlers)
  listen(socket, 'marks', handlers)
  listen(socket, 'presence', handlers)
  listen(socket, 'heads', handlers)
  listen(socket, 'notice', handlers)
}

function listen<E extends EventName>(socket: Socket, name: E, handlers: EventHandlers): void {
  const schema: { safeParse(value: unknown): { success: boolean; data?: unknown } } = events[name]
  socket.on(name as string, (value: unknown) => {
    const body = schema.safeParse(value)
    // The schema of this very event says what it is.
    if (body.success) handlers[name](body.data as EventBody<E>)
  })
}
