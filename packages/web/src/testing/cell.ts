import type { Store } from '@stoa/client'

export interface Cell<T> extends Store<T> {
  set(value: T): void
}

export function cell<T>(value: T): Cell<T> {
  const listeners = new Set<() => void>()
  let held = value
  return {
    get: () => held,
    set(next) {
      held = next
      for (const listener of listeners) listener()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
