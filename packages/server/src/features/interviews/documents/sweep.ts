import * as z from 'zod'
import { defineJob, type Job } from '../../../platform/jobs/jobs.ts'
import type { Compactor } from './compactor.ts'

/** Finds documents that a node which died left behind. Until then reading them takes a little longer. */
export function sweepJob(compactor: Pick<Compactor, 'sweep'>): Job {
  return defineJob({
    name: 'interviews.documents.sweep',
    data: z.object({}),
    cron: '*/10 * * * *',
    run: () => compactor.sweep(),
  })
}
