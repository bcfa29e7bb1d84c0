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
 * @throws Fault CONFLICT with one line for the operator where another process has it
 */
export function lockFolder(folder: string): () => void {
  const holder = path.join(folder, 'pid')
  const lock = new DatabaseSync(path.join(folder, 'lock'))
  try {
    // In memory, because a journal file of a killed process would make the next one "recover" an empty database.
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
  } catch (cause) {
    lock.close()
    const pid = fs.existsSync(holder) ? ` (process ${fs.readFileSync(holder, 'utf8').trim()})` : ''
    throw new Fault('CONFLICT', `The data folder ${folder} is in use by another Stoa${pid}.`, { cause })
  }
  fs.writeFileSync(holder, `${process.pid}\n`)
  return () => {
    fs.rmSync(holder, { force: true })
    lock.close()
  }
}
