import type { Store } from '../api.ts'
import { createListeners } from './listeners.ts'

export interface Cell<T> extends Store<T> {
  set(value: T): void
}

/** A store that holds what it is given. */
export function cell<T>(initial: T): Cell<T> {
  const listeners = createListeners()
  let value = initial
  return {
    get: () => value,
    subscribe: listeners.subscribe,
    set(next) {
      if (Object.is(next, value)) return
      value = next
      listeners.changed()
    },
  }
}
