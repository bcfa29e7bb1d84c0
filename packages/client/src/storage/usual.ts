import { indexedStorage } from './indexed.ts'
import { memoryStorage } from './memory.ts'
import type { Storage } from './storage.ts'

/** IndexedDB where there is one that works (some private windows have none that does), else memory. */
export function usualStorage(name: string, report: (error: unknown) => void): Storage {
  if (!('indexedDB' in globalThis)) return memoryStorage()
  const opening = indexedStorage(name).catch((error: unknown) => {
    report(error)
    return memoryStorage()
  })
  return {
    shared: name,
    get: async (table, key) => (await opening).get(table, key),
    put: async (table, key, value) => (await opening).put(table, key, value),
    delete: async (table, key) => (await opening).delete(table, key),
    list: async (table, prefix) => (await opening).list(table, prefix),
    clear: async (table, prefix) => (await opening).clear(table, prefix),
    close: async () => (await opening).close(),
  }
}
