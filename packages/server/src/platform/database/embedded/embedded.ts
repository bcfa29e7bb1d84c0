import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type pg from 'pg'
import type { Log } from '../database.ts'
import { startEngine } from './engine.ts'
import { lockFolder } from './lock.ts'

export interface Embedded {
  readonly connection: pg.ClientConfig
  /** Arguments for psql that open this database. */
  readonly psql: string
  fsyncs(): number
  close(): Promise<void>
}

/** Unix sockets have short names: 108 bytes with the final zero on Linux, 104 on macOS. */
const MAX_SOCKET_PATH = 103
const SOCKET = '.s.PGSQL.5432'

/** Opens the PostgreSQL inside a data folder, making it where there is none. */
export async function openEmbedded(options: {
  readonly dataFolder: string
  readonly fsync: boolean
  /** Megabytes of tables that PostgreSQL keeps in memory, all taken at the start. [64] */
  readonly sharedBuffers?: number | undefined
  readonly log: Log
}): Promise<Embedded> {
  const dataFolder = path.resolve(options.dataFolder)
  fs.mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
  const unlock = lockFolder(dataFolder)
  try {
    const host = socketFolder(dataFolder, options.log)
    const fsyncs = new SharedArrayBuffer(4)
    const engine = await startEngine({
      folder: path.join(dataFolder, 'database'),
      socket: path.join(host, SOCKET),
      fsync: options.fsync,
      sharedBuffers: options.sharedBuffers ?? 64,
      fsyncs,
      log: options.log,
    })
    return {
      connection: { host, port: 5432, user: 'postgres', database: 'postgres' },
      psql: `-h ${host} -U postgres postgres`,
      fsyncs: () => Atomics.load(new Uint32Array(fsyncs), 0),
      async close() {
        await engine.close()
        if (host !== dataFolder) fs.rmSync(host, { recursive: true })
        unlock()
      },
    }
  } catch (error) {
    unlock()
    throw error
  }
}

function socketFolder(dataFolder: string, log: Log): string {
  if (Buffer.byteLength(path.join(dataFolder, SOCKET)) <= MAX_SOCKET_PATH) return dataFolder
  // A name that nobody could have taken before us.
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'stoa-'))
  log.info({ folder }, 'the data folder has too long a name for a socket; the database listens elsewhere')
  return folder
}
