import { join } from 'node:path'
import type { RoomId } from '@stoa/contract/http'

/** Where each stream's recording is, under the server's folder of recordings. */
export function recordingFolders(under: string): (stream: RoomId) => string {
  return (stream) => join(under, stream)
}
