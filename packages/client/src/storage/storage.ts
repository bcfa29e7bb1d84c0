/**
 * `session`: who is signed in. `outbox`: what waits to be sent. `rooms`, `pages` and `documents`: what can be read offline. `drafts`: what
 * was written into documents and is not on the server yet.
 */
export type Table = 'session' | 'outbox' | 'rooms' | 'pages' | 'documents' | 'drafts'

export const tables: readonly Table[] = ['session', 'outbox', 'rooms', 'pages', 'documents', 'drafts']

/** Where the client keeps what must outlive it. Values are plain JSON data. */
export interface Storage {
  /**
   * A name for it that is the same wherever else it is open at the same time, such as another tab; null where nobody else
   * can have it. Locks and messages between tabs go by this name.
   */
  readonly shared: string | null
  get(table: Table, key: string): Promise<unknown>
  put(table: Table, key: string, value: unknown): Promise<void>
  delete(table: Table, key: string): Promise<void>
  /** Everything whose key begins with `prefix`, by key. */
  list(table: Table, prefix: string): Promise<readonly unknown[]>
  clear(table: Table, prefix: string): Promise<void>
  close(): Promise<void>
}
