import { execFile } from 'node:child_process'
import { readdir, readFile, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { RoomId } from '@stoa/contract/http'
import type { Needs } from '../needs.ts'
import type { StoredStream } from '../stream.ts'
import { thumbnailSeconds } from '../view.ts'

/** Pictures of streams, taken from what was recorded last. */
export interface Thumbnails {
  /** A JPEG; null where nothing is recorded yet. */
  of(stream: Pick<StoredStream, 'id' | 'status' | 'recording'>): Promise<Uint8Array | null>
}

const name = 'thumbnail.jpg'
/** Milliseconds one may take, and pictures taken at a time: whoever comes later waits. */
const patience = 10_000
const most = 2

export function createThumbnails({
  folderOf,
  log,
  clock,
  config,
}: Pick<Needs, 'folderOf' | 'log' | 'clock' | 'config'>): Thumbnails {
  const taking = new Map<RoomId, Promise<void>>()
  const queue: (() => void)[] = []
  let busy = 0

  /** One for all who ask at once. */
  function take(stream: RoomId, folder: string): Promise<void> {
    const running = taking.get(stream)
    if (running !== undefined) return running
    const made = inTurn(() => shoot(folder))
      .catch((error: unknown) => log.warn({ err: error, stream }, 'no picture could be taken of a stream'))
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

  async function shoot(folder: string): Promise<void> {
    const segment = await newestSegment(folder)
    if (segment === null) return
    const half = join(folder, `.${name}`)
    await run(config.ffmpeg, [
      ...['-hide_banner', '-nostdin', '-loglevel', 'error', '-y', '-i', segment],
      ...['-frames:v', '1', '-vf', 'scale=640:-2', '-q:v', '5', '-f', 'mjpeg', half],
    ])
    await rename(half, join(folder, name))
  }

  return {
    async of({ id, status, recording }) {
      if (recording === null) return null
      const folder = folderOf(id)
      const path = join(folder, name)
      const age = await ageOf(path, clock())
      if (age === null) await take(id, folder)
      else if (status === 'live' && age > thumbnailSeconds * 1000) void take(id, folder)
      return unlessMissing(() => readFile(path))
    },
  }
}

/** ffmpeg in a process of its own; rejects with its last words. */
function run(program: string, parameters: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(program, parameters, { timeout: patience }, (error, _out, words) => {
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
