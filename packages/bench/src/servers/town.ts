import { rm } from 'node:fs/promises'
import { crowdTokens, signInCrowd } from '../../../server/src/features/accounts/crowd.testing.ts'
import {
  migratedFolder,
  migrationsFolder,
  type OpenDatabase,
  openDatabase,
  silentLog,
} from '../../../server/src/platform/database/testing.ts'
import { fillRooms } from '../../../server/src/rooms/fill.testing.ts'
import { secret } from './stoa.ts'

/** A data folder with people who are signed in and the rooms they are members of. */
export interface Town {
  readonly data: string
  readonly people: readonly { readonly user: string; readonly token: string }[]
  readonly rooms: readonly string[]
  remove(): Promise<void>
}

export interface TownPlan {
  readonly people: number
  /** For each room which of the people are in it, by number. */
  readonly rooms: readonly (readonly number[])[]
}

export async function buildTown({ people: count, rooms: plan }: TownPlan): Promise<Town> {
  const data = await migratedFolder()
  return withDatabase(data, async ({ db }) => {
    const people = await signInCrowd(db, count)
    const rooms = await fillRooms(
      db,
      plan.map((numbers) =>
        numbers.map((number) => {
          const person = people[number]
          if (person === undefined) throw new RangeError(`there is no person ${number}`)
          return person.user
        }),
      ),
    )
    const mint = crowdTokens(secret)
    return {
      data,
      people: await Promise.all(
        people.map(async (person) => ({ user: person.user, token: await mint(person) })),
      ),
      rooms,
      remove: () => rm(data, { recursive: true, force: true }),
    }
  })
}

/** Works on a data folder's database while no server has it. */
export async function withDatabase<T>(
  dataFolder: string,
  work: (database: OpenDatabase) => Promise<T>,
): Promise<T> {
  const database = await openDatabase({
    dataFolder,
    migrationsFolder,
    poolSize: 1,
    log: silentLog,
    fsync: false,
  })
  try {
    return await work(database)
  } finally {
    await database.execute('ANALYZE')
    await database.close()
  }
}
