import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Fault } from '@stoa/contract/http'
import { recordingFile, streamThumbnail } from '@stoa/contract/streams'
import { type BoundRoute, bindRaw } from '../../../platform/http/handler.ts'
import type { Needs } from '../needs.ts'
import { admit } from '../watch.ts'

const list = 'index.m3u8'
const types: ReadonlyMap<string, string> = new Map([
  ['m3u8', 'application/vnd.apple.mpegurl'],
  ['ts', 'video/mp2t'],
  ['m4s', 'video/iso.segment'],
  ['mp4', 'video/mp4'],
])

export function recordingRoutes(needs: Needs): BoundRoute[] {
  const { folderOf, thumbnails } = needs
  return [
    bindRaw(recordingFile, async ({ params: { stream, '*': file }, caller: { user } }) => {
      const { recording } = await admit(needs, stream, user)
      if (recording === null) throw new Fault('NOT_FOUND')
      // Its schema lets no other folder be named.
      const bytes = await bytesOf(join(folderOf(stream), file))
      const cache = file === list ? 'private, no-cache' : 'private, max-age=31536000, immutable'
      return {
        contentType: types.get(file.split('.').at(-1) ?? '') ?? 'application/octet-stream',
        bytes,
        cache,
      }
    }),
    bindRaw(streamThumbnail, async ({ params: { stream }, caller: { user } }) => {
      const picture = await thumbnails.of(await admit(needs, stream, user))
      if (picture === null) throw new Fault('NOT_FOUND')
      return { contentType: 'image/jpeg', bytes: picture, cache: 'private, max-age=15' }
    }),
  ]
}

/** Faults: NOT_FOUND. */
async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw new Fault('NOT_FOUND')
    throw error
  }
}
