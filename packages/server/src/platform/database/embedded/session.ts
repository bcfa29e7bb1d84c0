import type { PGlite } from '@electric-sql/pglite'

/** One client of the embedded database. */
export interface Client {
  /** Where what PostgreSQL answers goes. */
  answer(bytes: Uint8Array): void
  /** Called where it left a transaction open while others waited for longer than they should. */
  evict(): void
}

export interface SessionOptions {
  readonly db: Pick<PGlite, 'execProtocolRawStream' | 'isInTransaction' | 'exec'>
  /** How long a client may sit idle in a transaction while others wait, in milliseconds. */
  readonly patience: number
}

/** Ends an unfinished query, then whatever transaction is open. */
const SYNC_AND_ROLLBACK = Buffer.from('S\0\0\0\x04Q\0\0\0\x0dROLLBACK\0', 'latin1')

interface Work {
  readonly client: Client
  readonly bytes: Uint8Array
  /** False where more of the same query is to come before anybody else may speak. */
  readonly ends: boolean
  readonly done: () => void
}

/**
 * The one session of an embedded database, shared by several clients: each has it for a whole query or a whole
 * transaction, in order of asking. What one set up (settings, temporary tables, prepared statements) is discarded
 * before the next one speaks, so that a visitor with psql cannot change how the server's own queries run.
 */
export function createSession({ db, patience }: SessionOptions) {
  const waiting: Work[] = []
  let holder: Client | null = null
  let previous: Client | null = null
  let running = false
  let impatience: NodeJS.Timeout | undefined

  function next(): Work | undefined {
    if (holder === null) return waiting.shift()
    const index = waiting.findIndex((work) => work.client === holder)
    return index === -1 ? undefined : waiting.splice(index, 1)[0]
  }

  async function answer({ client, bytes }: Work): Promise<void> {
    await db.execProtocolRawStream(bytes, {
      // Nothing to sync: our file system is the disk itself.
      syncToFs: false,
      // The bytes are in the engine's own memory, which the next query overwrites.
      onRawData: (part) => client.answer(part.slice()),
    })
  }

  async function run(): Promise<void> {
    if (running) return
    running = true
    for (let work = next(); work !== undefined; work = next()) {
      const { client, ends, done } = work
      clearTimeout(impatience)
      impatience = undefined
      if (previous !== client) {
        if (previous !== null) await db.exec('DISCARD ALL')
        previous = client
      }
      try {
        await answer(work)
      } catch {
        // Not even PostgreSQL's protocol: nothing it could be answered with.
        client.evict()
      }
      holder = !ends || db.isInTransaction() ? client : null
      done()
    }
    running = false
    const idle = holder
    if (idle !== null && waiting.length > 0) impatience ??= setTimeout(() => idle.evict(), patience)
  }

  async function execute(client: Client, bytes: Uint8Array, ends: boolean): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    waiting.push({ client, bytes, ends, done: resolve })
    await run()
    await promise
  }

  return {
    /** Resolves once PostgreSQL has answered. */
    execute,
    /** The client is gone: what it had not finished is rolled back. */
    async leave(client: Client): Promise<void> {
      for (let index = waiting.length - 1; index >= 0; index--) {
        if (waiting[index]?.client === client) waiting.splice(index, 1)[0]?.done()
      }
      if (holder !== client) return
      await execute(client, SYNC_AND_ROLLBACK, true)
    },
  }
}
