import { rm } from 'node:fs/promises'
import { crowdTokens, type Person, signInCrowd } from '../../../server/src/features/accounts/crowd.testing.ts'
import { startRedis } from '../../../server/src/platform/cluster/redis.testing.ts'
import { startPostgres } from '../../../server/src/platform/database/postgres.testing.ts'
import {
  migratedFolder,
  migrationsFolder,
  openDatabase,
  silentLog,
  temporaryFolder,
} from '../../../server/src/platform/database/testing.ts'
import { fillRooms } from '../../../server/src/rooms/fill.testing.ts'
import { secret } from '../servers/stoa.ts'
import { type NodeSubject, type Subject, startNodeSubject } from './subject.ts'

const people = 12
const rooms = 4

/** Everything that runs, and who talks in it. */
export interface Stage {
  readonly subjects: readonly Subject[]
  readonly nodes: readonly NodeSubject[]
  readonly people: readonly Person[]
  readonly rooms: readonly string[]
  readonly token: (person: Person) => Promise<string>
  close(): Promise<void>
}

/** One node with its embedded database. */
export async function embeddedStage(): Promise<Stage> {
  const data = await migratedFolder()
  const town = await populate({ dataFolder: data })
  const node = await startNodeSubject({ name: 'node', data })
  return {
    ...town,
    subjects: [node],
    nodes: [node],
    async close() {
      await node.stop()
      await rm(data, { recursive: true, force: true })
    },
  }
}

/** Two nodes over PostgreSQL and Redis. */
export async function clusterStage(): Promise<Stage> {
  const postgres = await startPostgres()
  const redis = await startRedis()
  const folders = [temporaryFolder(), temporaryFolder()]
  const town = await populate({ dataFolder: folders[0] ?? '', url: postgres.url })
  const nodes: NodeSubject[] = []
  for (const [index, data] of folders.entries())
    nodes.push(
      await startNodeSubject({
        name: `node ${index + 1}`,
        data,
        settings: { STOA_DATABASE_URL: postgres.url, STOA_REDIS_URL: redis.url, STOA_HEADS_SECONDS: '3' },
      }),
    )
  return {
    ...town,
    nodes,
    subjects: [
      ...nodes,
      { name: 'PostgreSQL', killAndRestart: () => postgres.restart(), stop: () => postgres.stop() },
      { name: 'Redis', killAndRestart: () => redis.restart(), stop: () => redis.stop() },
    ],
    async close() {
      for (const node of nodes) await node.stop()
      await redis.stop()
      await postgres.stop()
      for (const data of folders) await rm(data, { recursive: true, force: true })
    },
  }
}

async function populate(where: {
  readonly dataFolder: string
  readonly url?: string
}): Promise<Pick<Stage, 'people' | 'rooms' | 'token'>> {
  const database = await openDatabase({ ...where, migrationsFolder, poolSize: 1, log: silentLog })
  try {
    const crowd = await signInCrowd(database.db, people)
    const everyone = crowd.map((person) => person.user)
    const made = await fillRooms(
      database.db,
      Array.from({ length: rooms }, () => everyone),
    )
    return { people: crowd, rooms: made, token: crowdTokens(secret) }
  } finally {
    await database.close()
  }
}
