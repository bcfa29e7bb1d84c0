import type { Bench } from '../frame/bench.ts'
import { measureLedger } from './ledger.ts'

export const calls: Bench = {
  name: 'calls',
  says: '1 M transfers with hot accounts through the ledger, beside one transaction a transfer on the same database',
  async run(context) {
    return { ...(await measureLedger(context)) }
  },
}
