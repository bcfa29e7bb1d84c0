import { spawn } from 'node:child_process'
import { constants } from 'node:os'

/** @typedef {import('node:child_process').SpawnOptions & { started?: (pid: number) => void }} RunOptions */

const forwarded = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])

/**
 * Runs a program in our place: signals to us go on to it. Resolves with its exit code, 128 + n where signal n ended it.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<number>}
 */
export function run(file, args, { started, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: 'inherit', ...options })
    if (child.pid !== undefined) started?.(child.pid)
    /** @param {NodeJS.Signals} signal */
    const forward = (signal) => {
      // A terminal's Ctrl-C has already gone to the whole group, the program included.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    }
    for (const signal of forwarded) process.on(signal, forward)
    const settle = () => {
      for (const signal of forwarded) process.off(signal, forward)
    }
    child.once('error', (error) => {
      settle()
      reject(error)
    })
    child.once('close', (code, signal) => {
      settle()
      resolve(signal === null ? (code ?? 1) : 128 + constants.signals[signal])
    })
  })
}

/**
 * Becomes another program where this Node.js can, so that no process stands between it and whoever started us; else
 * runs it and ends as it ended.
 * @param {string} file
 * @param {string[]} args
 */
export async function become(file, args) {
  if (typeof process.execve === 'function' && process.platform !== 'win32')
    process.execve(file, [file, ...args], process.env)
  process.exit(await run(file, args))
}

/** @param {string} text */
export const say = (text) => void process.stderr.write(`stoa: ${text}\n`)

/** Something the person can put right; shown as one line. */
export class Refusal extends Error {}

/**
 * Runs a command's main function; a refusal, or a file that may not be written, ends the process with one line.
 * @param {() => Promise<number | void>} main
 */
export async function command(main) {
  try {
    process.exitCode = (await main()) ?? 0
  } catch (error) {
    const reason = error instanceof Refusal ? error.message : unwritable(error)
    if (reason === null) throw error
    say(reason)
    process.exitCode = 1
  }
}

/**
 * @param {unknown} error
 * @returns {string | null} what to do about a file that this user may not write; null for any other error
 */
function unwritable(error) {
  if (!(error instanceof Error && 'code' in error && 'path' in error)) return null
  if (!['EACCES', 'EPERM', 'EROFS'].includes(String(error.code))) return null
  return `${error.message}. The folder Stoa is in has to belong to whoever starts it: the start installs and builds there.`
}
