import * as z from 'zod'
import { defineJob, type Job } from '../../../platform/jobs/jobs.ts'
import type { Needs } from '../needs.ts'
import { close } from './change.ts'
import { lockSession, readIdleSessions } from './store.ts'

const page = 100

/** Ends interviews in which nothing was written for long (P6). What was written stays. */
export function idleJob(needs: Pick<Needs, 'database' | 'rooms' | 'clock' | 'idle'>): Job {
  return defineJob({
    name: 'interviews.idle',
    data: z.object({}),
    cron: '* * * * *',
    run: async () => {
      const before = needs.clock() - needs.idle
      for (let found = page; found === page; ) {
        const idle = await readIdleSessions(needs.database.db, before, page)
        for (const id of idle)
          await needs.database.transaction(async (tx) => {
            const session = await lockSession(tx, id)
            if (session !== null) await close(needs, tx, session, null)
          })
        found = idle.length
      }
    },
  })
}
