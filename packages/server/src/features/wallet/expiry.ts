import * as z from 'zod'
import { defineJob } from '../../platform/jobs/jobs.ts'
import type { Ledger } from './ledger/ledger.ts'

/** Holds given back in one transaction (O6). */
const batch = 1_000

/** Gives back what was held and forgotten (W5). Stopped between two batches, it goes on at its next turn. */
export function expiryJob(ledger: Pick<Ledger, 'expire'>) {
  return defineJob({
    name: 'wallet.expiry',
    data: z.object({}),
    cron: '* * * * *',
    run: async () => {
      while ((await ledger.expire(batch)) === batch);
    },
  })
}
