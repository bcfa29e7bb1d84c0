import type { Profile } from '@stoa/contract/accounts'
import type { UserId } from '@stoa/contract/http'
import type { Clock } from '../../platform/clock/clock.ts'
import type { Database, Db } from '../../platform/database/database.ts'
import type { Parts } from '../../platform/feature.ts'
import type { Files } from '../../platform/files/files.ts'
import type { Authenticate } from '../../platform/http/handler.ts'
import type { Jobs } from '../../platform/jobs/jobs.ts'
import type { Mail } from '../../platform/mail/mail.ts'
import type { Rooms } from '../../rooms/rooms.ts'
import type { OnBlockChanged } from './blocks/blocks.ts'
import { readBlocksBetween } from './blocks/store.ts'
import { cleanupJob } from './cleanup.ts'
import { seedDemo } from './demo/demo.ts'
import { createGuests, type Guests } from './guests/guests.ts'
import { deriveKeys } from './keys.ts'
import type { Needs } from './needs.ts'
import { createPictures } from './pictures/pictures.ts'
import { pictureRoutes } from './pictures/routes.ts'
import { readProfiles } from './profile.ts'
import { type Random, secureRandom } from './random.ts'
import { ownRoutes, peopleRoutes } from './routes.ts'
import { deviceEnder } from './sessions/end.ts'
import { type ReplySession, replySession } from './sessions/reply.ts'
import { sessionRoutes } from './sessions/routes.ts'
import type { Sessions } from './sessions/sessions.ts'
import { sendCodeJob } from './signin/job.ts'
import { signInLimits } from './signin/policy.ts'

export interface AccountsNeeds {
  readonly database: Database
  readonly jobs: Jobs
  readonly files: Files
  readonly mail: Mail
  readonly clock: Clock
  /** The operating system's generator unless given. */
  readonly random?: Random
  readonly config: AccountsConfig
  readonly sessions: Sessions
  readonly rooms: Pick<Rooms, 'disconnect' | 'lastSeen'>
  readonly onBlockChanged: OnBlockChanged
}

/** The settings of these names; `secret` and `publicUrl` as resolved at start. */
export interface AccountsConfig {
  readonly secret: string
  readonly publicUrl: string
  readonly serverName: string
  readonly adminEmails: readonly string[]
  readonly demo: boolean
  readonly codeMinutes: number
  readonly codeTries: number
  readonly rateLimitScale: number
}

/** People as the other features see them. What takes `db` joins the transaction it is given. */
export interface Accounts extends Parts {
  readonly authenticate: Authenticate
  /** By id; those of nobody are left out. With a viewer, last seen is hidden where a block lies between. */
  profiles(db: Db, ids: readonly UserId[], viewer?: UserId): Promise<Map<UserId, Profile>>
  /** Does either of the two block the other (M5)? */
  isBlocked(db: Db, one: UserId, other: UserId): Promise<boolean>
  /** Those of `others` with whom there is a block, either way. */
  blockedAmong(db: Db, user: UserId, others: readonly UserId[]): Promise<Set<UserId>>
  /** Keeps a picture as a 512-pixel WebP; resolves to its path. Faults: UNSUPPORTED_TYPE, TOO_LARGE. */
  storePicture(bytes: Uint8Array): Promise<string>
  /** Removes a stored picture once the transaction of `db` has committed. */
  dropPicture(db: Db, path: string): Promise<void>
  readonly guests: Guests
  /** What signing in answers, with its refresh token in a cookie or in the reply. */
  readonly replySession: ReplySession
  /** Makes the demo accounts where the demo is on and they are not there yet. */
  seedDemo(): Promise<UserId[]>
}

export function createAccounts(given: AccountsNeeds): Accounts {
  const { database, jobs, mail, clock, config, sessions, rooms } = given
  const { access, standings } = sessions
  const random = given.random ?? secureRandom
  const { codeMinutes, codeTries, rateLimitScale: scale, demo } = config
  const keys = deriveKeys(config.secret)
  const pictures = createPictures({ files: given.files, jobs, random })
  const sendCode = sendCodeJob({ mail, clock, sealKey: keys.seal, config })
  const needs: Needs = {
    ...{ database, jobs, rooms, clock, random, keys, access, standings, pictures, sendCode, demo },
    limits: signInLimits({ codeMinutes, codeTries, scale }),
    adminEmails: config.adminEmails,
    endDevice: deviceEnder({ database, standings, rooms }),
    onBlockChanged: given.onBlockChanged,
  }
  return {
    routes: [
      ...sessionRoutes(needs),
      ...ownRoutes(needs),
      ...peopleRoutes(needs),
      ...pictureRoutes(pictures),
    ],
    jobs: [sendCode, cleanupJob(needs), ...pictures.jobs],
    start: async () => {
      const stop = await standings.start()
      return async () => stop()
    },
    authenticate: sessions.authenticate,
    profiles: (db, ids, viewer) => readProfiles(db, rooms, { ids, viewer: viewer ?? null }),
    isBlocked: async (db, one, other) => (await readBlocksBetween(db, one, [other])).size > 0,
    blockedAmong: readBlocksBetween,
    storePicture: pictures.store,
    dropPicture: pictures.drop,
    guests: createGuests(needs),
    replySession: (call, signedIn) => replySession({ db: database.db, rooms, access }, call, signedIn),
    seedDemo: () => seedDemo(needs),
  }
}
