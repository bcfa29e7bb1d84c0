import { mkdtempSync, readdirSync, rmSync, statfsSync, statSync } from 'node:fs'
import { join } from 'node:path'

const MEMORY = '/dev/shm'
const TMPFS = 0x01021994
/** What a run of the tests leaves there at once, many times over, in bytes. */
const ENOUGH = 2 ** 32
const PREFIX = 'stoa-'
/** Milliseconds after which what a killed run left is nobody's any more. */
const KEEP = 24 * 60 * 60 * 1000

/**
 * Runs something with its temporary files in memory, where this machine has room there: a test's database is hundreds of small files, and
 * making those on a disk takes longer than many a test. Elsewhere, or where TMPDIR says so, they are where they always are.
 * @template T
 * @param {(env: NodeJS.ProcessEnv) => Promise<T>} work is given what to add to the environment
 * @returns {Promise<T>}
 */
export async function withScratch(work) {
  const { TMPDIR: chosen } = process.env
  if (chosen !== undefined || !hasRoom()) return work({})
  removeLeft()
  const folder = mkdtempSync(join(MEMORY, PREFIX))
  try {
    return await work({ TMPDIR: folder })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Memory that a killed run holds would be held until the machine starts again. */
function removeLeft() {
  for (const name of readdirSync(MEMORY).filter((one) => one.startsWith(PREFIX))) {
    const folder = join(MEMORY, name)
    const { mtimeMs, uid } = statSync(folder)
    if (uid === process.getuid?.() && Date.now() - mtimeMs > KEEP)
      rmSync(folder, { recursive: true, force: true })
  }
}

function hasRoom() {
  try {
    const { type, bavail, bsize } = statfsSync(MEMORY)
    return type === TMPFS && bavail * bsize >= ENOUGH
  } catch {
    return false
  }
}
