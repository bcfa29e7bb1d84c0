import type { UserId } from '@stoa/contract/http'
import type { Db } from '../../platform/database/database.ts'
import type { Parts } from '../../platform/feature.ts'
import type { EntryRule, SignalRule } from '../../rooms/index.ts'
import { blockChanged } from './blocks.ts'
import { seedDemo } from './demo.ts'
import type { CallNeeds, Needs } from './needs.ts'
import { callRoutes } from './routes.ts'
import { callEntries, callSignals } from './rules.ts'
import { lateJob, settleJob } from './settlement/job.ts'
import { createSweep } from './sweep.ts'

/** Calls by the minute: creators, ringing, metering, settlement. */
export interface Calls extends Parts {
  /** To be registered with the kernel. */
  readonly entries: readonly EntryRule[]
  readonly signals: readonly SignalRule[]
  /** Ends the call of two people between whom there is a block now, in the transaction that set it (M5). */
  blockChanged(
    tx: Db,
    change: { readonly by: UserId; readonly user: UserId; readonly blocked: boolean },
  ): Promise<void>
  /** Gives the demo's people, if there are any, pages and coins: once. */
  seedDemo(people: readonly UserId[]): Promise<void>
  /** Does what is due about calls now, which it does each second by itself: for tests, whose clock moves as they like. */
  sweep(): Promise<void>
}

export function createCalls(given: CallNeeds): Calls {
  const { config } = given
  const needs: Needs = {
    ...given,
    timing: { ring: config.callRingSeconds * 1000, silence: config.callSilenceSeconds * 1000 },
    settleJob: settleJob(given),
    gathering: given.gathering ?? { beats: 100, ends: 20 },
  }
  const sweep = createSweep(needs)
  return {
    routes: callRoutes(needs),
    jobs: [needs.settleJob, lateJob(needs)],
    entries: callEntries,
    signals: callSignals,
    blockChanged: (tx, change) => blockChanged(needs, tx, change),
    seedDemo: (people) => seedDemo(needs, people),
    sweep: () => sweep.run(),
    start: async () => sweep.start(),
  }
}
