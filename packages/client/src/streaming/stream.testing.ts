import type { Stream } from '@stoa/contract/streams'
import { ada, agora } from '../testing/entries.testing.ts'

/** A stream that did not begin yet. */
export const olives: Stream = {
  id: agora,
  host: ada,
  cohosts: [],
  title: 'Olives',
  description: '',
  status: 'scheduled',
  publishers: [],
  scheduledFor: null,
  startedAt: null,
  endedAt: null,
  viewers: 0,
  peak: 0,
  metadata: {},
  thumbnail: null,
  recording: null,
  engine: 'built-in',
  createdAt: 0,
}
