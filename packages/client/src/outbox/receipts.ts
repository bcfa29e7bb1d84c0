import { Fault } from '@stoa/contract/http'
import type { Sent } from '@stoa/contract/rooms'

interface Waiting {
  readonly resolve: (sent: Sent) => void
  readonly reject: (fault: Fault) => void
}

/** Promises of acknowledgements to come, by client id. */
export interface Receipts {
  of(clientId: string): Promise<Sent>
  settle(clientId: string, sent: Sent): void
  refuse(clientId: string, fault: Fault): void
  /** Those still waiting are refused: what they wait for may yet happen, but not here. */
  close(): void
}

export function createReceipts(): Receipts {
  const waiting = new Map<string, Waiting>()

  function take(clientId: string): Waiting | undefined {
    const found = waiting.get(clientId)
    waiting.delete(clientId)
    return found
  }

  return {
    of: (clientId) => new Promise((resolve, reject) => waiting.set(clientId, { resolve, reject })),
    settle(clientId, { seq, at }) {
      take(clientId)?.resolve({ seq, at })
    },
    refuse(clientId, fault) {
      take(clientId)?.reject(fault)
    },
    close() {
      for (const one of waiting.values())
        one.reject(new Fault('UNAVAILABLE', 'The client was stopped; this is sent when it runs again.'))
      waiting.clear()
    },
  }
}
