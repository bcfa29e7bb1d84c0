import type { Store } from '@stoa/client'
import type { Fault } from '@stoa/contract/http'
import { asFault } from '../../../components/useTask.ts'

export type Saving =
  /** All that was changed is durable. */
  | { readonly status: 'saved' }
  /** Waits for a pause in the writing. */
  | { readonly status: 'changed' }
  | { readonly status: 'saving' }
  | { readonly status: 'failed'; readonly fault: Fault }

export interface Autosave<T> extends Store<Saving> {
  /** Saves this once nothing changed for a while. */
  change(value: T): void
  /** Saves what there is to save now. */
  flush(): void
}

export interface AutosaveOptions<T> {
  /** Resolves once it is durable. */
  readonly save: (value: T) => Promise<unknown>
  /** Does something once nothing called it off for as long as a pause in the writing takes; gives how to call it off. */
  readonly later: (work: () => void) => () => void
}

/** Saves what changes by itself, one save at a time and always the newest. */
export function createAutosave<T>({ save, later }: AutosaveOptions<T>): Autosave<T> {
  const listeners = new Set<() => void>()
  let state: Saving = { status: 'saved' }
  let waiting: { readonly value: T } | undefined
  let busy = false
  let callOff = (): void => {}

  function set(next: Saving): void {
    state = next
    for (const listener of listeners) listener()
  }

  function flush(): void {
    callOff()
    const next = waiting
    if (next === undefined || busy) return
    waiting = undefined
    busy = true
    set({ status: 'saving' })
    save(next.value).then(
      () => done(),
      (error: unknown) => {
        // To be saved with the next change, or when asked again.
        waiting ??= next
        busy = false
        set({ status: 'failed', fault: asFault(error) })
      },
    )
  }

  function done(): void {
    busy = false
    if (waiting === undefined) set({ status: 'saved' })
    else flush()
  }

  return {
    get: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    change(value) {
      waiting = { value }
      callOff()
      callOff = later(flush)
      if (state.status !== 'saving') set({ status: 'changed' })
    },
    flush,
  }
}
