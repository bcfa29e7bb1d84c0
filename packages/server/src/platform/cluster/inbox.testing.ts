/** Keeps what a listener hears, and waits for it. */
export interface Inbox {
  readonly messages: unknown[]
  readonly listener: (message: unknown) => void
  /** Resolves once at least so many have come. */
  have(count: number): Promise<void>
}

export function inbox(): Inbox {
  const messages: unknown[] = []
  let waiting: { readonly count: number; readonly resolve: () => void }[] = []

  return {
    messages,
    listener(message) {
      messages.push(message)
      for (const { count, resolve } of waiting) if (messages.length >= count) resolve()
      waiting = waiting.filter(({ count }) => messages.length < count)
    },
    have(count) {
      if (messages.length >= count) return Promise.resolve()
      return new Promise((resolve) => waiting.push({ count, resolve }))
    },
  }
}
