import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

/** What the kernel measures of itself. */
export interface GatewayMetrics {
  readonly sockets: Gauge
  readonly verbs: Counter<'verb' | 'outcome'>
  /** Events sent, once for each socket they went to. */
  readonly deliveries: Counter<'event'>
  readonly slowConsumers: Counter
}

export interface AppendMetrics {
  readonly entries: Counter
  readonly commitEntries: Histogram
  readonly commitSeconds: Histogram
}

export function createGatewayMetrics(registry: Registry): GatewayMetrics {
  const registers = [registry]
  return {
    sockets: new Gauge({ name: 'stoa_sockets', help: 'Open connections', registers }),
    verbs: new Counter({
      name: 'stoa_verbs_total',
      help: 'Verbs answered, by outcome: ok or the error code',
      labelNames: ['verb', 'outcome'],
      registers,
    }),
    deliveries: new Counter({
      name: 'stoa_deliveries_total',
      help: 'Packets sent to sockets, by event',
      labelNames: ['event'],
      registers,
    }),
    slowConsumers: new Counter({
      name: 'stoa_slow_consumers_total',
      help: 'Connections closed because they did not read',
      registers,
    }),
  }
}

export function createAppendMetrics(registry: Registry): AppendMetrics {
  const registers = [registry]
  return {
    entries: new Counter({ name: 'stoa_entries_total', help: 'Entries committed', registers }),
    commitEntries: new Histogram({
      name: 'stoa_commit_entries',
      help: 'Entries in one commit',
      buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500],
      registers,
    }),
    commitSeconds: new Histogram({
      name: 'stoa_commit_seconds',
      help: 'Time of one commit',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
      registers,
    }),
  }
}
