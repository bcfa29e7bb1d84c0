import { withPrefix } from './memory.ts'
import { type Storage, type Table, tables } from './storage.ts'

/** The part of `node:fs/promises` a file storage uses. It is passed in, because browsers have none. */
export interface Files {
  readFile(path: string, encoding: 'utf8'): Promise<string>
  writeFile(path: string, data: string, options: { readonly mode: number }): Promise<void>
  rename(from: string, to: string): Promise<void>
  mkdir(path: string, options: { readonly recursive: true; readonly mode: number }): Promise<unknown>
}

/**
 * Keeps one JSON file per table in a folder, replaced whole at each change, so a crash leaves the old or the new one.
 * For one process at a time. Files are readable by their owner only: the session is in there.
 */
export async function fileStorage(options: {
  readonly folder: string
  readonly files: Files
}): Promise<Storage> {
  const { folder, files } = options
  await files.mkdir(folder, { recursive: true, mode: 0o700 })
  const held = new Map<Table, Map<string, unknown>>()
  for (const name of tables) held.set(name, await readTable(files, path(name)))
  let written: Promise<unknown> = Promise.resolve()

  function path(name: Table): string {
    return `${folder}/${name}.json`
  }

  function rows(name: Table): Map<string, unknown> {
    return held.get(name) ?? new Map<string, unknown>()
  }

  function write(name: Table): Promise<void> {
    const next = written.then(async () => {
      await files.writeFile(`${path(name)}.new`, JSON.stringify([...rows(name)]), { mode: 0o600 })
      await files.rename(`${path(name)}.new`, path(name))
    })
    // A failed write is the caller's to know; the one after it tries again with everything.
    written = next.catch(() => {})
    return next
  }

  return {
    shared: null,
    get: async (name, key) => structuredClone(rows(name).get(key)),
    put(name, key, value) {
      rows(name).set(key, structuredClone(value))
      return write(name)
    },
    async delete(name, key) {
      if (rows(name).delete(key)) await write(name)
    },
    list: async (name, prefix) => structuredClone(withPrefix(rows(name), prefix).map(([, value]) => value)),
    clear(name, prefix) {
      for (const [key] of withPrefix(rows(name), prefix)) rows(name).delete(key)
      return write(name)
    },
    close: async () => {
      await written
    },
  }
}

async function readTable(files: Files, path: string): Promise<Map<string, unknown>> {
  let text: string
  try {
    text = await files.readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return new Map()
    throw error
  }
  const rows: unknown = JSON.parse(text)
  if (!Array.isArray(rows)) throw new Error(`${path} is not a table of this client`)
  return new Map(rows.filter(isRow))
}

function isRow(row: unknown): row is [string, unknown] {
  return Array.isArray(row) && row.length === 2 && typeof row[0] === 'string'
}
