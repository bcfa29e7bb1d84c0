import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { btree_gin } from '@electric-sql/pglite/contrib/btree_gin'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import { DurableFolder } from './durable.ts'
import type { EngineOptions, EngineReport } from './engine.ts'
import { exitWithPostgres } from './exit.ts'
import { createSession } from './session.ts'
import { serve } from './socket.ts'
import { dropTemplates } from './templates.ts'

/** How long somebody at psql may keep everybody waiting with an idle transaction. */
const PATIENCE = 10_000

const options: EngineOptions = workerData
const report = (message: EngineReport) => parentPort?.postMessage(message)
const fsyncs = new Uint32Array(options.fsyncs)

const db = await PGlite.create({
  fs: new DurableFolder(options.folder, {
    fsync: options.fsync,
    onFsync: () => Atomics.add(fsyncs, 0, 1),
  }),
  extensions: { btree_gin, pg_trgm },
  startParams: [
    ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
    '-c',
    `fsync=${options.fsync ? 'on' : 'off'}`,
    '-c',
    'wal_sync_method=fsync',
    '-c',
    // Filling a new file of the log with zeros first, every 16 MB, keeps a commit waiting for 50 ms.
    'wal_init_zero=off',
    '-c',
    `shared_buffers=${options.sharedBuffers}MB`,
  ],
  onStderr: (line) => {
    if (/\b(PANIC|FATAL):/.test(line)) report({ kind: 'trouble', line })
    return false
  },
})
await dropTemplates(db)
exitWithPostgres(db)
const server = await serve(createSession({ db, patience: PATIENCE }), options.socket)

parentPort?.once('message', async () => {
  await server.close()
  await db.close()
  process.exit(0)
})
report({ kind: 'ready' })
