import { Fault } from '@stoa/contract/http'
import * as z from 'zod'
import type { Db } from '../../../platform/database/database.ts'
import type { Files } from '../../../platform/files/files.ts'
import { defineJob, type Job, type Jobs } from '../../../platform/jobs/jobs.ts'
import { type Random, randomId } from '../random.ts'
import { encodePicture } from './encode.ts'
import { pictureKey, picturePath } from './paths.ts'

/** Pictures of people and groups. A picture never changes: another one has another path. */
export interface Pictures {
  /** Keeps a picture and gives the path it is served at. Faults: UNSUPPORTED_TYPE, TOO_LARGE. */
  store(bytes: Uint8Array): Promise<string>
  /** Removes a stored picture once the transaction has committed. */
  drop(db: Db, path: string): Promise<void>
  /** The bytes of `<id>.webp`. Faults: NOT_FOUND. */
  read(path: string): Promise<Uint8Array>
  readonly jobs: readonly Job[]
}

export function createPictures(needs: {
  readonly files: Files
  readonly jobs: Jobs
  readonly random: Random
}): Pictures {
  const { files, jobs, random } = needs
  const dropPicture = defineJob({
    name: 'accounts.drop-picture',
    data: z.object({ path: z.string() }),
    run: ({ path }) => files.delete(pictureKey(path)),
  })
  return {
    async store(bytes) {
      const path = picturePath(randomId(random))
      await files.put(pictureKey(path), await encodePicture(bytes))
      return path
    },
    drop: (db, path) => jobs.enqueue(db, dropPicture, { path }),
    async read(path) {
      const bytes = await files.get(pictureKey(path))
      if (bytes === null) throw new Fault('NOT_FOUND')
      return bytes
    },
    jobs: [dropPicture],
  }
}
