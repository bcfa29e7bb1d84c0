import type { Clock } from '../../platform/clock/clock.ts'
import type { Database, Log } from '../../platform/database/database.ts'
import type { Jobs } from '../../platform/jobs/jobs.ts'
import type { Rooms } from '../../rooms/index.ts'
import type { Accounts } from '../accounts/index.ts'
import type { Compactor } from './documents/compactor.ts'
import type { EraseJob } from './erasure.ts'
import type { JoinCodes } from './sessions/codes.ts'

/** What interviews ask of accounts. */
export type InterviewAccounts = Pick<Accounts, 'profiles' | 'guests' | 'replySession'>

/** The settings of these names; `secret` as resolved at start. */
export interface InterviewConfig {
  readonly secret: string
  readonly interviewMinutes: number
  readonly interviewParticipants: number
}

export interface InterviewNeeds {
  readonly database: Database
  readonly rooms: Rooms
  readonly accounts: InterviewAccounts
  readonly jobs: Jobs
  readonly log: Log
  readonly clock: Clock
  readonly config: InterviewConfig
  /** Gives a random UUID; the operating system's unless given. */
  readonly newId?: () => string
}

/** What the feature's own parts work with; each names what it needs. */
export interface Needs extends Omit<InterviewNeeds, 'config'> {
  readonly newId: () => string
  readonly codes: JoinCodes
  readonly compactor: Compactor
  readonly eraseJob: EraseJob
  /** The most people in one interview. */
  readonly participants: number
  /** Milliseconds without anything written after which it ends (P6). */
  readonly idle: number
}
