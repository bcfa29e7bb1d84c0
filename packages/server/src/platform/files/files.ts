/** Where bytes are kept. Keys are paths of `[a-z0-9._-]` parts such as `pictures/<uuid>.webp`. */
export interface Files {
  put(key: string, bytes: Uint8Array): Promise<void>
  /** Null where there is none. */
  get(key: string): Promise<Uint8Array | null>
  delete(key: string): Promise<void>
}
