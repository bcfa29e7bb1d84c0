import type { Store } from '../api.ts'
import { createListeners } from './listeners.ts'

export interface Switched<T> extends Store<T> {
  follow(source: Store<T> | undefined): void
}

/** The store of whatever it follows now, for parts that are replaced when somebody else signs in. */
export function switched<T>(empty: T): Switched<T> {
  const listeners = createListeners()
  let source: Store<T> | undefined
  let leave = () => {}
  return {
    get: () => (source === undefined ? empty : source.get()),
    subscribe: listeners.subscribe,
    follow(next) {
      leave()
      source = next
      leave = next === undefined ? () => {} : next.subscribe(listeners.changed)
      listeners.changed()
    },
  }
}
