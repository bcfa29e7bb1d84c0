export interface Listeners {
  subscribe(listener: () => void): () => void
  /** Tells everyone once in the next microtask, however often it is called until then. */
  changed(): void
}

export function createListeners(): Listeners {
  const listeners = new Set<() => void>()
  let told = true

  function tell(): void {
    told = true
    for (const listener of [...listeners]) if (listeners.has(listener)) listener()
  }

  return {
    subscribe(listener) {
      // A wrapper of its own, so that one function subscribed twice is told twice and leaves once.
      const one = () => listener()
      listeners.add(one)
      return () => {
        listeners.delete(one)
      }
    },
    changed() {
      if (!told) return
      told = false
      queueMicrotask(tell)
    },
  }
}
