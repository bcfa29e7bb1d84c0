import { openDB, unwrap } from 'idb'
import { type Storage, type Table, tables } from './storage.ts'

/** The part of an IndexedDB database used here. Spelled out because Node's types, which tests see, have none. */
interface Database {
  get(table: Table, key: string): Promise<unknown>
  put(table: Table, value: unknown, key: string): Promise<unknown>
  delete(table: Table, key: string): Promise<void>
  getAllKeys(table: Table): Promise<unknown[]>
}

/** Keeps things in IndexedDB, shared by every tab of the page's origin that names the same database. */
export async function indexedStorage(name: string): Promise<Storage> {
  let close = () => {}
  const opened = await openDB(name, 2, {
    upgrade(database) {
      for (const table of tables)
        if (!database.objectStoreNames.contains(table)) database.createObjectStore(table)
    },
    // A later version of the app in another tab must be able to upgrade.
    blocking: () => close(),
  })
  const database: Database = opened
  const bare: { close(): void } = unwrap(opened)
  close = () => bare.close()

  async function keys(table: Table, prefix: string): Promise<string[]> {
    return (await database.getAllKeys(table)).map(String).filter((key) => key.startsWith(prefix))
  }

  return {
    shared: name,
    get: (table, key) => database.get(table, key),
    put: async (table, key, value) => {
      await database.put(table, value, key)
    },
    delete: (table, key) => database.delete(table, key),
    async list(table, prefix) {
      const values = await Promise.all((await keys(table, prefix)).map((key) => database.get(table, key)))
      // Another tab may have deleted one meanwhile.
      return values.filter((value) => value !== undefined)
    },
    async clear(table, prefix) {
      await Promise.all((await keys(table, prefix)).map((key) => database.delete(table, key)))
    },
    close: async () => close(),
  }
}
