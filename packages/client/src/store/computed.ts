import type { Store } from '../api.ts'
import { createListeners } from './listeners.ts'

export interface Computed<T> extends Store<T> {
  /** What it is computed from has changed. */
  touch(): void
}

/** A store whose value is worked out when it is next read, so that a burst of changes nobody looked at costs nothing. */
export function computed<T>(compute: () => T): Computed<T> {
  const listeners = createListeners()
  let held: { readonly value: T } | undefined
  return {
    get() {
      held ??= { value: compute() }
      return held.value
    },
    subscribe: listeners.subscribe,
    touch() {
      held = undefined
      listeners.changed()
    },
  }
}
