import { randomUUID } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import { Fault } from '@stoa/contract/http'
import type { Files } from './files.ts'

/** One part of a key. It begins with a letter or digit, so neither `.` nor `..` nor a temporary file is one. */
const PART = /^[a-z0-9][a-z0-9._-]*$/

/** Files in a folder of this machine. A file is there whole and on the disk, or not at all. */
export function createLocalFiles(folder: string): Files {
  function locate(key: string): string {
    const parts = key.split('/')
    if (key.length > 200 || !parts.every((part) => PART.test(part))) {
      throw new Fault('BAD_REQUEST', 'That is not the key of a file.')
    }
    return path.join(folder, ...parts)
  }

  return {
    async put(key, bytes) {
      const file = locate(key)
      const parent = path.dirname(file)
      const draft = path.join(parent, `.${randomUUID()}`)
      await fs.mkdir(parent, { recursive: true })
      try {
        await fs.writeFile(draft, bytes, { flush: true })
        await fs.rename(draft, file)
      } catch (error) {
        await fs.rm(draft, { force: true })
        throw toFault(error)
      }
      await syncFolder(parent)
    },

    async get(key) {
      const file = locate(key)
      try {
        return await fs.readFile(file)
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return null
        throw toFault(error)
      }
    },

    async delete(key) {
      await fs.rm(locate(key), { force: true })
    },
  }
}

/** The new name is on the disk once its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await fs.open(folder)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function toFault(error: unknown): unknown {
  return codeOf(error) === 'ENOSPC' ? new Fault('UNAVAILABLE', undefined, { cause: error }) : error
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
