import { randomUuid } from '@stoa/client'
import { useRef } from 'react'

export interface Key {
  value(): string
  /** What it was for is done. */
  renew(): void
}

/** An idempotency key (W6): the same for a command that is tried again, another one where its content is another or it was done. */
export function useKey(content: string): Key {
  const held = useRef<{ readonly content: string; readonly key: string }>(undefined)
  return {
    value() {
      if (held.current?.content !== content) held.current = { content, key: randomUuid() }
      return held.current.key
    },
    renew() {
      held.current = undefined
    },
  }
}
