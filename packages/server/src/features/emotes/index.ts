import { randomUUID } from 'node:crypto'
import type { RoomId } from '@stoa/contract/http'
import type { Db } from '../../platform/database/database.ts'
import type { Parts } from '../../platform/feature.ts'
import type { EntryRule, SignalRule } from '../../rooms/index.ts'
import { createBusLog } from './log/bus.ts'
import type { EmoteLog } from './log/log.ts'
import { createEmoteMetrics, type EmoteMetrics } from './metrics.ts'
import type { EmoteNeeds } from './needs.ts'
import { emoteRoutes } from './routes.ts'
import { emoteEntries, emoteSignals } from './rules.ts'
import { createOutbox } from './runner/outbox.ts'
import { createRunner } from './runner/runner.ts'
import { deleteStream } from './runner/store.ts'
import { createSettings } from './settings/settings.ts'
import { deleteSettings } from './settings/store.ts'
import { createTallies } from './tally.ts'

export { runSimulation } from './generator/simulate.ts'

/** Emotes: taken from viewers, tallied for them, analysed for moments. */
export interface Emotes extends Parts {
  /** To be registered with the kernel. */
  readonly entries: readonly EntryRule[]
  readonly signals: readonly SignalRule[]
  /** Removes settings, moments and counts of a stream that is deleted, in the transaction that deletes it. */
  forget(tx: Db, stream: RoomId): Promise<void>
}

/** Kafka's library is loaded only where it is used: it is a good part of a start. */
export async function createEmotes(needs: EmoteNeeds): Promise<Emotes> {
  const { database, cluster, rooms, log, clock, config } = needs
  const metrics = createEmoteMetrics(needs.registry)
  const settings = createSettings({ database, bus: cluster.bus, log })
  const tallies = createTallies({ rooms, locks: cluster.locks, log })
  const emotes = await createEmoteLog({ ...needs, metrics })
  const { publish } = emotes
  const runner = createRunner({
    ...{ database, rooms, settings, clock, log, metrics },
    againstBaseline: config.emoteBaseline,
    keeps: emotes.keeps,
    publish: publish === undefined ? undefined : createOutbox({ database, publish }),
    newId: randomUUID,
  })
  return {
    routes: emoteRoutes({ ...needs, settings }),
    jobs: [],
    entries: emoteEntries,
    signals: emoteSignals({ settings, tallies, emotes, metrics }),
    async forget(tx, stream) {
      await deleteStream(tx, stream)
      await deleteSettings(tx, stream)
    },
    async start() {
      const stopSettings = await settings.start()
      const stopReading = await emotes.consume(runner)
      const stopTicks = runner.start()
      return async () => {
        tallies.close()
        await stopTicks()
        await stopReading()
        await emotes.close()
        await stopSettings()
      }
    },
  }
}

async function createEmoteLog({
  config,
  cluster,
  clock,
  log,
  metrics,
}: Pick<EmoteNeeds, 'config' | 'cluster' | 'clock' | 'log'> & {
  readonly metrics: EmoteMetrics
}): Promise<EmoteLog> {
  const brokers = config.kafkaBrokers
  if (brokers.length === 0) return createBusLog({ cluster, clock, log, metrics })
  const { createKafkaLog } = await import('./log/kafka/log.ts')
  return createKafkaLog({ brokers, node: cluster.node, clock, log, metrics })
}
