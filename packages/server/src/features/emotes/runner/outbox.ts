import type { Database } from '../../../platform/database/database.ts'
import type { EmoteLog } from '../log/log.ts'
import { deleteResults, readResults } from './store.ts'

/** Results told together. */
const together = 500

/**
 * Tells the world a shard's results, oldest first, and forgets each once it is told. They were written with what they are results of, so none
 * is left out; one is told twice where a node dies between telling and forgetting it.
 */
export function createOutbox({
  database: { db },
  publish,
}: {
  readonly database: Database
  readonly publish: NonNullable<EmoteLog['publish']>
}): (shard: string) => Promise<void> {
  return async (shard) => {
    for (;;) {
      const results = await readResults(db, shard, together)
      const last = results.at(-1)
      if (last === undefined) return
      await publish(results.map(({ stream, result }) => ({ stream, result })))
      await deleteResults(db, shard, last.id)
    }
  }
}
