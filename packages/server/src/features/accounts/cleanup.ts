import * as z from 'zod'
import type { Clock } from '../../platform/clock/clock.ts'
import type { Database } from '../../platform/database/database.ts'
import { defineJob } from '../../platform/jobs/jobs.ts'
import { deleteLapsedDevices } from './sessions/store.ts'
import { deleteSignIns } from './signin/store.ts'

/** Longer than any limit or lock looks back. */
const signInsKept = 2 * 3600 * 1000

/** Forgets devices whose tokens have lapsed and addresses that asked for a code long ago. */
export function cleanupJob(needs: { readonly database: Database; readonly clock: Clock }) {
  return defineJob({
    name: 'accounts.cleanup',
    data: z.object({}),
    cron: '23 * * * *',
    run: async () => {
      const { db } = needs.database
      await deleteLapsedDevices(db, needs.clock())
      await deleteSignIns(db, needs.clock() - signInsKept)
    },
  })
}
