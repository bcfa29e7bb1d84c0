import type { Tabs } from './tabs.ts'

/** Tabs that know each other by a name, through Web Locks and a BroadcastChannel. Both are in browsers and in Node 24. */
export function browserTabs(name: string): Tabs {
  const channel = new BroadcastChannel(name)
  const listeners = new Set<(message: unknown) => void>()
  channel.onmessage = (event: { readonly data: unknown }) => {
    for (const listener of [...listeners]) listener(event.data)
  }
  let closed = false

  return {
    async exclusive(part, work, signal) {
      const options = signal === undefined ? {} : { signal }
      return await navigator.locks.request(`${name}/${part}`, options, work)
    },
    tell(message) {
      if (!closed) channel.postMessage(message)
    },
    listen(listener) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    close() {
      closed = true
      listeners.clear()
      channel.close()
    },
  }
}

/** Pages served without TLS have no Web Locks; there each tab is on its own, and the server's idempotency keeps order from doubling. */
export function canKnowTabs(): boolean {
  return typeof BroadcastChannel === 'function' && 'locks' in navigator && navigator.locks !== undefined
}
