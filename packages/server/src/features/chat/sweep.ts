import * as z from 'zod'
import { defineJob, type Job } from '../../platform/jobs/jobs.ts'
import type { Indexer } from './search/indexer.ts'

/** Finds rooms that a node which died left unindexed. Until then their messages are found in the timeline, only slower. */
export function sweepJob(indexer: Pick<Indexer, 'sweep'>): Job {
  return defineJob({
    name: 'chat.search.sweep',
    data: z.object({}),
    cron: '*/5 * * * *',
    run: () => indexer.sweep(),
  })
}
