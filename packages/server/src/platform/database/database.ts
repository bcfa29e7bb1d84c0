import type { Kysely } from 'kysely'
import type { BaseLogger } from 'pino'

/** Where the platform tells the operator what happened. */
export type Log = Pick<BaseLogger, 'debug' | 'info' | 'warn' | 'error'>

/**
 * A handle to the database: the pool itself or one transaction of it. Services take one, so that a transaction can span
 * features. A store names its own tables with `db.withTables<AccountTables>()`; each table has one owner.
 */
export type Db = Kysely<object>

export interface Database {
  readonly db: Db
  /** Embedded (PGlite, one connection) or a PostgreSQL server. */
  readonly embedded: boolean
  /** How many transactions can usefully run at once: 1 when embedded, else the pool's size. */
  readonly concurrency: number
  /** Runs `work` in one READ COMMITTED transaction: committed when it resolves, rolled back when it throws. */
  transaction<T>(work: (tx: Db) => Promise<T>): Promise<T>
  /**
   * Runs `action` once the transaction `tx` belongs to has committed, never if it rolls back; at once where `tx` is no
   * transaction. For what must not be seen before it is durable, such as delivery (T3).
   */
  afterCommit(tx: Db, action: () => void): void
  /** Resolves when the database answers; rejects with a Fault UNAVAILABLE when it does not within a second. */
  check(): Promise<void>
  close(): Promise<void>
}
