/** The other clients of the same person on the same storage: other tabs of a browser. */
export interface Tabs {
  /** Runs `work` while no other tab runs something of the same name, in turn. `signal` gives up waiting for the turn. */
  exclusive<T>(name: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T>
  /** Says something to the other tabs; oneself does not hear it. */
  tell(message: unknown): void
  listen(listener: (message: unknown) => void): () => void
  close(): void
}

/** For a storage nobody else has. */
export function noOtherTabs(): Tabs {
  return {
    exclusive: (_name, work) => work(),
    tell: () => {},
    listen: () => () => {},
    close: () => {},
  }
}
