import { Counter, type Registry } from 'prom-client'

/** What the emotes feature counts for Prometheus. */
export interface EmoteMetrics {
  /** Emotes taken from viewers. */
  readonly taken: Counter
  readonly moments: Counter<'kind'>
  readonly malformed: Counter
  readonly lost: Counter
  readonly late: Counter
}

export function createEmoteMetrics(registry: Registry): EmoteMetrics {
  const registers = [registry]
  return {
    taken: new Counter({ name: 'stoa_emotes_total', help: 'Emotes that viewers sent', registers }),
    moments: new Counter({
      name: 'stoa_emote_moments_total',
      help: 'Moments written: found, grown, final, withdrawn',
      labelNames: ['kind'],
      registers,
    }),
    malformed: new Counter({
      name: 'stoa_emote_log_malformed_total',
      help: 'Records of the emote log that are no events and were set aside (E7)',
      registers,
    }),
    lost: new Counter({
      name: 'stoa_emote_log_lost_total',
      help: 'Emotes that the log had no room for or could not take',
      registers,
    }),
    late: new Counter({
      name: 'stoa_emote_late_total',
      help: 'Emotes that came after their window had closed (E3)',
      registers,
    }),
  }
}
