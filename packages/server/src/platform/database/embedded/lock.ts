import fs from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Fault } from '@stoa/contract/http'

/**
 * Takes a data folder for this process alone (O7): two PostgreSQLs on one folder corrupt it. The lock is the operating
 * system's, on a file that SQLite locks for us, so that it ends with the process however that ends and a restart after
 * `kill -9` need not wait.
 *
 * @returns how to let go of the folder
 * @throws Fault with one line for the operator: CONFLICT where another process has it, NOT_ALLOWED where this one may not write there
 */
export function lockFolder(folder: string): () => void {
  const holder = path.join(folder, 'pid')
  const file = path.join(folder, 'lock')
  let lock: DatabaseSync | undefined
  try {
    lock = new DatabaseSync(file)
    // In memory, because a journal file of a killed process would make the next one "recover" an empty database.
    // Something to write, because a file that may only be read is "locked" without a lock.
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE; PRAGMA user_version = 1')
  } catch (cause) {
    lock?.close()
    if (!isBusy(cause))
      throw new Fault('NOT_ALLOWED', `DATA: the data folder cannot be used: ${file} cannot be written.`, {
        cause,
      })
    const pid = fs.existsSync(holder) ? ` (process ${fs.readFileSync(holder, 'utf8').trim()})` : ''
    throw new Fault('CONFLICT', `The data folder ${folder} is in use by another Stoa${pid}.`, { cause })
  }
  fs.writeFileSync(holder, `${process.pid}\n`)
  const held = lock
  return () => {
    fs.rmSync(holder, { force: true })
    held.close()
  }
}

/** SQLITE_BUSY: somebody else has the lock. */
function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === 5
}
