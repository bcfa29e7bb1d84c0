import type { Bench } from '../frame/bench.ts'
import { measureLedger } from './ledger.ts'
import { measureMetering } from './metering.ts'

export const calls: Bench = {
  name: 'calls',
  says: '500 calls metering, then 100 ends in a second; 1 M transfers with hot accounts through the ledger, beside one transaction a transfer on the same database',
  async run(context) {
    return { ...(await measureMetering(context)), ...(await measureLedger(context)) }
  },
}
