import { execFile } from 'node:child_process'
import { readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { RoomId } from '@stoa/contract/http'
import type { Clock } from '../../../platform/clock/clock.ts'
import type { Database, Log } from '../../../platform/database/database.ts'
import { mergeFacts } from '../store.ts'
import type { StoredStream } from '../stream.ts'
import { factsToFields, thumbnailSeconds } from '../view.ts'

/** Pictures of streams, taken from what was recorded last. */
export interface Thumbnails {
  /** Takes another where the last one is old, in the background; from it is also known how large the pictures are. */
  refresh(stream: RoomId): void
  /** A JPEG; null where nothing is recorded yet. */
  of(stream: Pick<StoredStream, 'id' | 'recording'>): Promise<Uint8Array | null>
}

const name = 'thumbnail.jpg'
/** Milliseconds one may take, and pictures taken at a time: whoever comes later waits. */
const patience = 10_000
const most = 2

export function createThumbnails({
  database,
  folderOf,
  log,
  clock,
  ffmpeg,
}: {
  readonly database: Database
  readonly folderOf: (stream: RoomId) => string
  readonly log: Log
  readonly clock: Clock
  readonly ffmpeg: string
}): Thumbnails {
  const taking = new Map<RoomId, Promise<void>>()
  const queue: (() => void)[] = []
  const complained = new Set<RoomId>()
  let busy = 0

  /** Once, until there is a picture: one that only sounds has none for hours. */
  function complain(stream: RoomId, error: unknown): void {
    if (complained.has(stream)) return
    complained.add(stream)
    log.warn({ err: error, stream }, 'no picture could be taken of a stream')
  }

  /** One for all who ask at once. */
  function take(stream: RoomId, folder: string): Promise<void> {
    const running = taking.get(stream)
    if (running !== undefined) return running
    const made = inTurn(() => shoot(stream, folder))
      .then(
        () => void complained.delete(stream),
        (error: unknown) => complain(stream, error),
      )
      .finally(() => taking.delete(stream))
    taking.set(stream, made)
    return made
  }

  async function inTurn(work: () => Promise<void>): Promise<void> {
    if (busy >= most) await new Promise<void>((resolve) => queue.push(resolve))
    busy += 1
    try {
      await work()
    } finally {
      busy -= 1
      queue.shift()?.()
    }
  }

  async function shoot(stream: RoomId, folder: string): Promise<void> {
    const segment = await newestSegment(folder)
    if (segment === null) return
    const [whole, small] = [join(folder, `.whole-${name}`), join(folder, `.${name}`)]
    await run(ffmpeg, [
      ...['-hide_banner', '-nostdin', '-loglevel', 'error', '-y', '-i', segment],
      ...['-frames:v', '1', '-q:v', '3', '-f', 'mjpeg', whole],
    ])
    const { default: sharp } = await import('sharp')
    const { width, height } = await sharp(whole).metadata()
    await sharp(whole).resize({ width: 640, withoutEnlargement: true }).jpeg({ quality: 75 }).toFile(small)
    await rename(small, join(folder, name))
    await rm(whole)
    await mergeFacts(database.db, stream, factsToFields({ codecs: [], width, height }))
  }

  async function isOld(folder: string): Promise<boolean> {
    const age = await ageOf(join(folder, name), clock())
    return age === null || age > thumbnailSeconds * 1000
  }

  return {
    refresh(stream) {
      const folder = folderOf(stream)
      isOld(folder)
        .then((old) => (old ? take(stream, folder) : undefined))
        .catch((error: unknown) => log.warn({ err: error, stream }, 'a picture of a stream cannot be found'))
    },
    async of({ id, recording }) {
      if (recording === null) return null
      const folder = folderOf(id)
      const read = () => unlessMissing(() => readFile(join(folder, name)))
      const taken = await read()
      if (taken !== null) return taken
      await take(id, folder)
      return read()
    },
  }
}

/** Nothing of the server's own: it holds secrets, and pictures come from strangers. */
const environment = { PATH: '/usr/local/bin:/usr/bin:/bin' }

/** ffmpeg in a process of its own; rejects with its last words. */
function run(program: string, parameters: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(program, parameters, { timeout: patience, env: environment }, (error, _out, words) => {
      if (error === null) resolve()
      else reject(new Error(words.trim().slice(-500) || error.message, { cause: error }))
    })
  })
}

async function newestSegment(folder: string): Promise<string | null> {
  const parts = (await unlessMissing(() => readdir(folder))) ?? []
  for (const part of parts
    .filter((one) => /^part-\d+$/.test(one))
    .sort()
    .reverse()) {
    const segments = (await readdir(join(folder, part))).filter((one) => one.endsWith('.ts')).sort()
    const newest = segments.at(-1)
    if (newest !== undefined) return join(folder, part, newest)
  }
  return null
}

async function ageOf(path: string, now: number): Promise<number | null> {
  const found = await unlessMissing(() => stat(path))
  return found === null ? null : now - found.mtimeMs
}

async function unlessMissing<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
