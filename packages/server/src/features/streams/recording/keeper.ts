import { readdir } from 'node:fs/promises'
import type { RoomId } from '@stoa/contract/http'
import { assemblePlaylist } from '@stoa/media'
import type { Database } from '../../../platform/database/database.ts'
import type { MediaEngine } from '../engine/engine.ts'
import { closeRecording, noteRecording, readStream } from '../store.ts'

/** Keeps what is known of recordings true to what is in their folders. */
export interface Keeper {
  /** Notes how much there is by now. */
  progress(stream: RoomId): Promise<void>
  /** Once its stream is over: waits until all is written and closes the list. */
  finish(stream: RoomId): Promise<void>
}

export function createKeeper({
  database,
  engine,
  folderOf,
}: {
  readonly database: Database
  readonly engine: Pick<MediaEngine, 'stopRecording'>
  readonly folderOf: (stream: RoomId) => string
}): Keeper {
  async function assemble(stream: RoomId, ended: boolean) {
    const folder = folderOf(stream)
    if (!(await isThere(folder))) return []
    const { parts } = await assemblePlaylist(folder, { ended })
    return parts.map(({ startedAt, offset, duration }) => ({ startedAt, offset, seconds: duration }))
  }

  return {
    async progress(stream) {
      // Asked for by a list that may be old by now: one that is over has its list closed.
      const stored = await readStream(database.db, stream)
      if (stored?.recording !== 'running' || stored.status === 'ended') return
      const parts = await assemble(stream, false)
      if (parts.length > 0) await noteRecording(database.db, stream, { recording: 'running', parts })
    },
    async finish(stream) {
      const stored = await readStream(database.db, stream)
      if (stored === undefined || stored.recording === null || stored.recording === 'ready') return
      await engine.stopRecording(stream)
      const parts = await assemble(stream, true)
      // It lies on another node, which finishes it.
      if (parts.length === 0 && stored.parts.length > 0) return
      await closeRecording(database.db, stream, { recording: parts.length > 0 ? 'ready' : 'failed', parts })
    },
  }
}

async function isThere(folder: string): Promise<boolean> {
  try {
    await readdir(folder)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false
    throw error
  }
}
