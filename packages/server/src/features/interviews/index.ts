import { randomUUID } from 'node:crypto'
import type { Parts } from '../../platform/feature.ts'
import type { EntryRule, SignalRule } from '../../rooms/index.ts'
import { createCompactor } from './documents/compactor.ts'
import { sweepJob } from './documents/sweep.ts'
import { createEraseJob } from './erasure.ts'
import type { InterviewNeeds, Needs } from './needs.ts'
import { interviewRoutes } from './routes.ts'
import { interviewEntries, interviewSignals } from './rules.ts'
import { createJoinCodes } from './sessions/codes.ts'
import { idleJob } from './sessions/idle.ts'

/** Interviews: sessions, their documents, and what their interviewers keep to themselves. */
export interface Interviews extends Parts {
  /** To be registered with the kernel. */
  readonly entries: readonly EntryRule[]
  readonly signals: readonly SignalRule[]
  /** Brings the documents' states up to date now instead of soon. For tests and benches: results never depend on it. */
  compactAll(): Promise<void>
}

export function createInterviews({ config, newId = randomUUID, ...given }: InterviewNeeds): Interviews {
  const compactor = createCompactor(given)
  const eraseJob = createEraseJob(given)
  const needs: Needs = {
    ...given,
    ...{ newId, compactor, eraseJob },
    codes: createJoinCodes(config.secret),
    participants: config.interviewParticipants,
    idle: config.interviewMinutes * 60_000,
  }
  return {
    routes: interviewRoutes(needs),
    jobs: [idleJob(needs), eraseJob, sweepJob(compactor)],
    entries: interviewEntries(needs),
    signals: interviewSignals,
    compactAll: () => compactor.compactAll(),
    start: async () => compactor.start(),
  }
}
