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
  /** Goes up with every change. */
  readonly version: number
}

export function createQuotes(options: {
  /** Null where there is none. Rejects where that cannot be known now. */
  readonly load: (seq: number) => Promise<Message | null>
  readonly changed: () => void
}): Quotes {
  const held = new Map<number, Message | null>()
  const loading = new Set<number>()
  const failed = new Set<number>()
  let version = 0

  function hold(seq: number, message: Message | null): void {
    held.set(seq, message)
    version += 1
  }

  async function load(seq: number): Promise<void> {
    loading.add(seq)
    try {
      const found = await options.load(seq)
      if (!held.has(seq)) hold(seq, found)
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
        if (known === undefined || known === null || known.asOf < message.asOf) hold(message.seq, message)
      }
    },
    fold(entries) {
      for (const entry of entries) {
        const quoted = entry.about === null ? undefined : held.get(entry.about)
        if (quoted === undefined || quoted === null) continue
        const next = foldItem(quoted, entry)
        if (next.kind === 'message' && next !== quoted) hold(next.seq, next)
      }
    },
    retry() {
      if (failed.size === 0) return
      failed.clear()
      version += 1
      options.changed()
    },
    get version() {
      return version
    },
    all: () => [...held.values()].filter((message) => message !== null),
  }
}
