import type { Bench } from '../frame/bench.ts'
import { measureAnalysis } from './analysis.ts'
import { measureLive } from './live.ts'

export const emotes: Bench = {
  name: 'emotes',
  says: '5,000,000 emotes of 1,000 streams through analysis, beside a Map per window; 10,000 viewers sending 5 a second each on one node',
  async run(context) {
    return { ...(await measureAnalysis(context)), ...(await measureLive(context)) }
  },
}
