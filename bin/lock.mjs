import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { hostname, uptime } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

const beat = 5_000
const silence = 30_000

/**
 * Runs `work` while no other process runs one under the same folder, on this machine or another that shares it.
 *
 * A turn is a file whose number is one above the last: creating it exclusively takes the turn, and it stays behind as
 * the mark of a finished one until the next is taken. So a dead holder's turn is passed over, never removed, and two
 * that pass it over at once cannot both succeed.
 * @template T
 * @param {{ folder: string, waiting: (holder: string) => void }} options `waiting` is told once who is waited for
 * @param {(turn: { join: (pid: number) => void }) => Promise<T>} work names with `join` the processes it starts, which
 *   keep the turn even where this one is killed
 * @returns {Promise<T>}
 */
export async function withTurn({ folder, waiting }, work) {
  mkdirSync(folder, { recursive: true })
  const file = await take(folder, waiting)
  const holders = [process.pid]
  const beating = setInterval(() => writeFileSync(file, describe(holders)), beat)
  try {
    return await work({
      join(pid) {
        holders.push(pid)
        writeFileSync(file, describe(holders))
      },
    })
  } finally {
    clearInterval(beating)
    writeFileSync(file, 'done')
  }
}

/** @param {number[]} pids */
const describe = (pids) => [hostname(), ...pids].join(' ')

/**
 * @param {string} folder
 * @param {(holder: string) => void} waiting
 */
async function take(folder, waiting) {
  for (let told = false; ; ) {
    const last = Math.max(0, ...turns(folder))
    const holder = holding(folder, last)
    if (holder === null) {
      const file = claim(folder, last + 1)
      if (file !== null) return file
      continue
    }
    if (!told) waiting(holder)
    told = true
    await wait(100)
  }
}

/** @param {string} folder */
const turns = (folder) => readdirSync(folder).map(Number).filter(Number.isInteger)

/**
 * @param {string} folder
 * @param {number} turn
 */
function claim(folder, turn) {
  const file = join(folder, String(turn))
  try {
    writeFileSync(file, describe([process.pid]), { flag: 'wx' })
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return null
    throw error
  }
  // The turn may have been taken, ended and cleared away since we looked: then a later one is there.
  const others = turns(folder).filter((other) => other !== turn)
  const late = others.some((other) => other > turn)
  for (const other of late ? [turn] : others) rmSync(join(folder, String(other)), { force: true })
  return late ? null : file
}

/**
 * Who holds a turn; null when nobody does.
 * @param {string} folder
 * @param {number} turn
 */
function holding(folder, turn) {
  const file = join(folder, String(turn))
  try {
    const text = readFileSync(file, 'utf8')
    const changed = statSync(file).mtimeMs
    const [host, ...pids] = text.split(' ')
    if (host === 'done') return null
    // Empty: its holder is just writing it.
    if (host !== hostname() || pids.length === 0) return Date.now() - changed < silence ? text : null
    const booted = Date.now() - uptime() * 1000
    return changed > booted && pids.some((pid) => alive(Number(pid))) ? `process ${pids.join(', ')}` : null
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null
    throw error
  }
}

/** @param {number} pid */
function alive(pid) {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return hasCode(error, 'EPERM')
  }
}

/**
 * @param {unknown} error
 * @param {string} code
 */
const hasCode = (error, code) => error instanceof Error && 'code' in error && error.code === code
