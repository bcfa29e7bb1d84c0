import type { Clock } from '../../platform/clock/clock.ts'
import type { Database } from '../../platform/database/database.ts'
import type { Jobs } from '../../platform/jobs/jobs.ts'
import type { Rooms } from '../../rooms/rooms.ts'
import type { OnBlockChanged } from './blocks/blocks.ts'
import type { Keys } from './keys.ts'
import type { Pictures } from './pictures/pictures.ts'
import type { Random } from './random.ts'
import type { AccessTokens } from './sessions/access.ts'
import type { EndDevice } from './sessions/end.ts'
import type { Standings } from './sessions/standings.ts'
import type { SendCode } from './signin/job.ts'
import type { SignInLimits } from './signin/policy.ts'

/** What the routes of accounts work with; each service names the part it needs. */
export interface Needs {
  readonly database: Database
  readonly jobs: Jobs
  readonly rooms: Pick<Rooms, 'disconnect' | 'lastSeen'>
  readonly clock: Clock
  readonly random: Random
  readonly keys: Keys
  readonly limits: SignInLimits
  readonly adminEmails: readonly string[]
  readonly demo: boolean
  readonly access: AccessTokens
  readonly standings: Standings
  readonly pictures: Pictures
  readonly sendCode: SendCode
  readonly endDevice: EndDevice
  readonly onBlockChanged: OnBlockChanged
}
