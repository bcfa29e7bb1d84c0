import { setTimeout as delay } from 'node:timers/promises'
import type { Database, Db, Log } from './database.ts'
import { codeOf } from './trouble.ts'

/** SQL states of a transaction that lost against another one and may well succeed when run again. */
const LOST = new Set(['40001', '40P01'])
const TRIES = 5

/** Transactions with what is to happen once they have committed. */
export function createTransactions(db: Db, log: Log): Pick<Database, 'transaction' | 'afterCommit'> {
  // A handle narrowed by `withTables` is another object with the same executor.
  const actions = new WeakMap<object, (() => void)[]>()

  async function once<T>(work: (tx: Db) => Promise<T>): Promise<T> {
    const queue: (() => void)[] = []
    const result = await db.transaction().execute((tx) => {
      actions.set(tx.getExecutor(), queue)
      return work(tx)
    })
    for (const action of queue) run(action)
    return result
  }

  function run(action: () => void): void {
    try {
      action()
    } catch (error) {
      // The transaction has committed: its caller must not be told that it failed.
      log.error({ err: error }, 'an action after a commit failed')
    }
  }

  return {
    async transaction(work) {
      for (let attempt = 1; ; attempt++) {
        try {
          return await once(work)
        } catch (error) {
          if (attempt === TRIES || !LOST.has(codeOf(error) ?? '')) throw error
          await delay(2 ** attempt)
        }
      }
    },
    afterCommit(tx, action) {
      if (!tx.isTransaction) return run(action)
      const queue = actions.get(tx.getExecutor())
      if (queue === undefined) throw new TypeError('afterCommit needs a transaction of Database.transaction')
      queue.push(action)
    },
  }
}
