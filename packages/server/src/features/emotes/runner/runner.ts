import { every } from '../every.ts'
import { type LogConsumer, ShardLost } from '../log/log.ts'
import { openShards, type Shard, type ShardNeeds } from './shard.ts'

/** Analyses the shards it is given. */
export interface Runner extends LogConsumer {
  /** Writes what waited for its time. */
  tick(): Promise<void>
  start(): () => Promise<void>
}

/** Milliseconds between ticks. */
const pause = 500

export function createRunner(needs: ShardNeeds): Runner {
  const shards = new Set<Shard>()

  async function tick(): Promise<void> {
    for (const shard of shards)
      await shard.tick().catch((error: unknown) => {
        // Whoever has it now writes it; what feeds this one finds out by itself.
        if (error instanceof ShardLost) shards.delete(shard)
        else throw error
      })
  }

  return {
    async open(names) {
      const opened = await openShards(needs, names)
      return opened.map((shard) => {
        shards.add(shard)
        return {
          ...shard,
          async end() {
            shards.delete(shard)
            await shard.end().catch((error: unknown) => {
              if (!(error instanceof ShardLost)) throw error
            })
          },
        }
      })
    },
    tick,
    start: () => every({ pause, log: needs.log, says: 'what emotes came to cannot be written' }, tick),
  }
}
