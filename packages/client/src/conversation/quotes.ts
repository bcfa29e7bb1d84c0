import { foldItem, type Message } from '@stoa/contract/chat'
import type { Entry } from '@stoa/contract/rooms'

/** Messages that replies quote and that are not in the stretch held, kept as they are now. */
export interface Quotes {
  /** Null where there is no such message; undefined while it loads, which asking begins. */
  get(seq: number): Message | null | undefined
  learn(messages: readonly Message[]): void
  fold(entries: readonly Entry[]): void
  /** Those that could not be had may be asked for again. */
  retry(): void
  all(): readonly Message[]
}

export function createQuotes(options: {
  /** Null where there is none. Rejects where that cannot be known now. */
  readonly load: (seq: number) => Promise<Message | null>
  readonly changed: () => void
}): Quotes {
  const held = new Map<number, Message | null>()
  const loading = new Set<number>()
  const failed = new Set<number>()

  async function load(seq: number): Promise<void> {
    loading.add(seq)
    try {
      const found = await options.load(seq)
      if (!held.has(seq)) held.set(seq, found)
      options.changed()
    } catch {
      failed.add(seq)
    } finally {
      loading.delete(seq)
    }
  }

  return {
    get(seq) {
      const found = held.get(seq)
      if (found === undefined && !loading.has(seq) && !failed.has(seq)) void load(seq)
      return found
    },
    learn(messages) {
      for (const message of messages) {
        const known = held.get(message.seq)
        if (known === undefined || known === null || known.asOf < message.asOf) held.set(message.seq, message)
      }
    },
    fold(entries) {
      for (const entry of entries) {
        const quoted = entry.about === null ? undefined : held.get(entry.about)
        if (quoted === undefined || quoted === null) continue
        const next = foldItem(quoted, entry)
        if (next.kind === 'message') held.set(next.seq, next)
      }
    },
    retry() {
      if (failed.size === 0) return
      failed.clear()
      options.changed()
    },
    all: () => [...held.values()].filter((message) => message !== null),
  }
}
