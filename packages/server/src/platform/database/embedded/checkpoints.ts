import type { Log } from '../database.ts'

export interface CheckpointOptions {
  execute<Row extends object>(text: string): Promise<{ rows: Row[] }>
  readonly log: Log
  /** Milliseconds that only go forward. [performance.now] */
  readonly now?: () => number
}

/** How often the length of the log is looked at, in milliseconds. */
const EVERY = 1_000
/** Bytes of log that are worth a checkpoint, that get one however long it takes, and that get one when the time has come. */
const WORTHWHILE = 4 * 1024 * 1024
const TOO_LONG = 48 * 1024 * 1024
const SOMETHING = 64 * 1024
/** PostgreSQL's own `checkpoint_timeout`, in milliseconds. */
const LATEST = 300_000
/** Everybody waits for a checkpoint, so the next one comes no sooner than so many times what the last one took. */
const REST = 50

const LOG_LENGTH = `
  SELECT (pg_current_wal_insert_lsn() - redo_lsn)::float8 AS bytes FROM pg_control_checkpoint()`

/**
 * What the checkpointer does on a PostgreSQL server, which is a process of its own that the embedded one cannot have: without it the
 * write-ahead log grows for ever, and a start after a crash goes through all of it.
 * Small ones and often, since nobody is answered meanwhile.
 */
export function createCheckpoints({ execute, log, now = () => performance.now() }: CheckpointOptions) {
  let running: Promise<void> | null = null
  let lastAt = now()
  let lastTook = 0

  async function look(): Promise<void> {
    const { rows } = await execute<{ bytes: number }>(LOG_LENGTH)
    const bytes = rows[0]?.bytes ?? 0
    const since = now() - lastAt
    const due =
      bytes > TOO_LONG ||
      (bytes > WORTHWHILE && since > lastTook * REST) ||
      (bytes > SOMETHING && since > LATEST)
    if (!due) return
    const began = now()
    await execute('CHECKPOINT')
    lastAt = now()
    lastTook = lastAt - began
  }

  const timer = setInterval(() => {
    running ??= look()
      .catch((error: unknown) => log.warn({ err: error }, 'the embedded database made no checkpoint'))
      .finally(() => {
        running = null
      })
  }, EVERY)
  timer.unref()

  return {
    /** Makes a checkpoint where one is due. */
    look,
    async stop(): Promise<void> {
      clearInterval(timer)
      await running
    },
  }
}
