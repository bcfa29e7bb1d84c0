import type { RoomId } from '@stoa/contract/http'
import * as z from 'zod'
import type { Log } from '../../../platform/database/database.ts'
import { defineJob, type Job } from '../../../platform/jobs/jobs.ts'
import { SettleData } from './data.ts'
import { readUnsettled, type SettleNeeds, settle } from './settle.ts'

/** Milliseconds after its end that a call is missed where it was not settled. */
const overdue = 15_000

export type SettleJobNeeds = SettleNeeds & { readonly log: Log }

/** Queued with the transaction that ends calls, so that it exists exactly if they ended. */
export function settleJob(needs: SettleJobNeeds): Job<typeof SettleData> {
  return defineJob({
    name: 'calls.settle',
    data: SettleData,
    retries: 10,
    // A hundred that hang up at once are answered first.
    yields: true,
    run: ({ calls }) => settleEach(needs, calls),
  })
}

/** Settles what no job did: a node may die with the job in its hands, which is noticed only after a minute. */
export function lateJob(needs: SettleJobNeeds): Job {
  return defineJob({
    name: 'calls.settle-late',
    data: z.object({}),
    cron: '* * * * *',
    run: async () => settleEach(needs, await readUnsettled(needs.database.db, needs.clock() - overdue)),
  })
}

/** Together, or where that fails one by one, so that one that cannot be settled keeps no other from it. Rejects where one failed. */
async function settleEach(needs: SettleJobNeeds, calls: readonly RoomId[]): Promise<void> {
  if (calls.length === 0) return
  try {
    await settle(needs, calls)
    return
  } catch (error) {
    if (calls.length === 1) throw error
    needs.log.warn({ err: error, calls: calls.length }, 'calls could not be settled together')
  }
  const failures: unknown[] = []
  for (const call of calls) await settle(needs, [call]).catch((error: unknown) => failures.push(error))
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} calls could not be settled`)
}
