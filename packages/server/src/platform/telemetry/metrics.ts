import { collectDefaultMetrics, Histogram, Registry } from 'prom-client'

/** What the process measures of itself, for Prometheus. Features add theirs with `registers: [metrics.registry]`. */
export interface Metrics {
  readonly registry: Registry
  readonly httpDuration: Histogram<'method' | 'route' | 'status'>
}

export function createMetrics(): Metrics {
  const registry = new Registry()
  // Includes the delay of the event loop as `nodejs_eventloop_lag_*_seconds`, memory, handles and garbage collection.
  collectDefaultMetrics({ register: registry })
  const httpDuration = new Histogram({
    name: 'stoa_http_request_duration_seconds',
    help: 'Time from the first byte of a request to the last of its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  })
  return { registry, httpDuration }
}
