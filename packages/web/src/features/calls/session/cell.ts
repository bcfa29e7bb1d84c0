import type { Store } from '@stoa/client'

export interface Cell<T> extends Store<T> {
  set(value: T): void
}

/** A store that holds what it is given, and says so at once. */
export function cell<T>(initial: T): Cell<T> {
  const listeners = new Set<() => void>()
  let value = initial
  return {
    get: () => value,
    subscribe(listener) {
      const one = () => listener()
      listeners.add(one)
      return () => listeners.delete(one)
    },
    set(next) {
      if (Object.is(next, value)) return
      value = next
      for (const listener of [...listeners]) listener()
    },
  }
}
