import type { Storage, Table } from './storage.ts'

/** Keeps everything for as long as it exists itself; hand the same one to the next client and nothing is lost. */
export function memoryStorage(): Storage {
  const held = new Map<Table, Map<string, unknown>>()

  function table(name: Table): Map<string, unknown> {
    const found = held.get(name) ?? new Map<string, unknown>()
    held.set(name, found)
    return found
  }

  return {
    shared: null,
    get: async (name, key) => structuredClone(table(name).get(key)),
    put: async (name, key, value) => {
      table(name).set(key, structuredClone(value))
    },
    delete: async (name, key) => {
      table(name).delete(key)
    },
    list: async (name, prefix) => structuredClone(withPrefix(table(name), prefix).map(([, value]) => value)),
    clear: async (name, prefix) => {
      for (const [key] of withPrefix(table(name), prefix)) table(name).delete(key)
    },
    close: async () => {},
  }
}

export function withPrefix(rows: ReadonlyMap<string, unknown>, prefix: string): [string, unknown][] {
  return [...rows].filter(([key]) => key.startsWith(prefix)).sort(([a], [b]) => (a < b ? -1 : 1))
}
