import { join } from 'node:path'
import type { Config } from '../config/index.ts'
import type { Clock } from './clock/clock.ts'
import type { Cluster } from './cluster/cluster.ts'
import { createCluster } from './cluster/create.ts'
import type { OpenDatabase } from './database/open.ts'
import type { Files } from './files/files.ts'
import { createLocalFiles } from './files/local.ts'
import { createJobs } from './jobs/create.ts'
import type { Jobs } from './jobs/jobs.ts'
import { createPost, type Post } from './mail/create.ts'
import type { Mail } from './mail/mail.ts'
import type { Log } from './telemetry/log.ts'
import { createMetrics, type Metrics } from './telemetry/metrics.ts'
import { createPressure, type Pressure } from './telemetry/pressure.ts'

/** What everything above stands on. Nothing above knows which implementation of a port it got. */
export interface Platform {
  readonly metrics: Metrics
  readonly pressure: Pressure
  readonly database: OpenDatabase
  readonly cluster: Cluster
  readonly jobs: Jobs
  readonly files: Files
  readonly post: Post
}

/** Opens what the settings name. What must be closed again is put on `opened`, in order. */
export async function openPlatform(options: {
  readonly config: Config
  readonly clock: Clock
  readonly log: Log
  /** Instead of what the settings name. */
  readonly mail?: Mail | undefined
  /** May have begun to open before. */
  readonly database: Promise<OpenDatabase>
  readonly opened: AsyncDisposableStack
}): Promise<Platform> {
  const { config, clock, log, opened } = options
  const pressure = opened.adopt(createPressure({ milliseconds: config.overloadMilliseconds }), (one) =>
    one.close(),
  )
  const database = opened.adopt(await options.database, (one) => one.close())
  const cluster = opened.adopt(await createCluster({ redisUrl: config.redisUrl, log, clock }), (one) =>
    one.close(),
  )
  const post = opened.adopt(await postOf(options), (one) => one.close())
  return {
    metrics: createMetrics(),
    pressure,
    database,
    cluster,
    jobs: createJobs({ database, log, clock }),
    files: createLocalFiles(join(config.data, 'files')),
    post,
  }
}

async function postOf({ mail, ...rest }: Parameters<typeof openPlatform>[0]): Promise<Post> {
  return mail === undefined ? createPost(rest) : { mail, mailbox: null, close: () => undefined }
}
