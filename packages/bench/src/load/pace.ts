import { setTimeout as delay } from 'node:timers/promises'
import { percentile } from '../frame/spread.ts'
import type { Level } from './generator.ts'

export interface PaceOptions {
  readonly rate: number
  readonly seconds: number
  /** Sends the nth message; resolves with its acknowledgement. */
  readonly send: (n: number) => Promise<unknown>
  /** Messages readers have got so far. */
  readonly deliveries: () => number
}

/** Milliseconds that answers are waited for after the last send. */
const patience = 5000

/**
 * An open loop: the nth message is due at n/rate, however slow the answers are, and its latency counts from then. So a server
 * that stalls is charged for everyone who would have waited.
 */
export async function keepPace({ rate, seconds, send, deliveries }: PaceOptions): Promise<Level> {
  const total = Math.max(1, Math.round(rate * seconds))
  const began = performance.now()
  const cpu = process.cpuUsage()
  const before = deliveries()
  const latencies: number[] = []
  const late: number[] = []
  let failed = 0
  let sent = 0
  let lastAt = began + seconds * 1000
  while (sent < total) {
    const now = performance.now()
    const due = Math.min(total, Math.floor(((now - began) * rate) / 1000) + 1)
    for (; sent < due; sent++) {
      const dueAt = began + (sent * 1000) / rate
      late.push(now - dueAt)
      send(sent).then(
        () => {
          lastAt = Math.max(lastAt, performance.now())
          latencies.push(performance.now() - dueAt)
        },
        () => {
          failed += 1
        },
      )
    }
    if (sent < total) await delay(1)
  }
  const used = process.cpuUsage(cpu)
  const took = performance.now() - began
  const given = performance.now() + patience
  while (latencies.length + failed < total && performance.now() < given) await delay(2)
  const acked = latencies.length
  // What was never answered waited at least this long.
  while (latencies.length + failed < total) latencies.push(patience)
  latencies.sort((one, other) => one - other)
  late.sort((one, other) => one - other)
  return {
    rate,
    acked: (acked * 1000) / (lastAt - began),
    failed,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    deliveries: deliveries() - before,
    generatorCpu: (used.user + used.system) / 1000 / took,
    generatorLate: percentile(late, 0.99),
  }
}
