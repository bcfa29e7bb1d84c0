import { existsSync, readFileSync } from 'node:fs'
import { basename, delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { withTurn } from './lock.mjs'
import { Refusal, run, say } from './process.mjs'

/** The checkout's folder. */
export const root = fileURLToPath(new URL('..', import.meta.url))

/** One at a time installs or builds in this checkout. */
export const turn = {
  folder: join(root, '.cache', 'setup'),
  /** @param {string} holder */
  waiting: (holder) => say(`waiting for another start to finish installing (${holder})`),
}

const node24 = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')

/**
 * @typedef {{ version?: string, integrity?: string, link?: boolean, dev?: boolean, optional?: boolean, devOptional?: boolean }} Locked
 * @typedef {Record<string, Locked>} Packages
 */

/**
 * Does what is installed differ from what the lock names? Packages that npm leaves out on other machines do not count.
 * @param {Packages} wanted
 * @param {Packages} installed
 * @param {{ dev: boolean }} options whether what only development needs counts
 */
export function outdated(wanted, installed, { dev }) {
  return Object.entries(wanted).some(([path, want]) => {
    if (!path.includes('node_modules/')) return false
    const have = installed[path]
    if (have === undefined) return !(want.optional || want.devOptional || (want.dev && !dev))
    return have.version !== want.version || have.integrity !== want.integrity || have.link !== want.link
  })
}

/** @param {string} file @returns {Packages} */
const packagesOf = (file) => JSON.parse(readFileSync(file, 'utf8')).packages

/** @param {{ dev: boolean }} options */
function complete(options) {
  const record = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(record) || !existsSync(node24)) return false
  return !outdated(packagesOf(join(root, 'package-lock.json')), packagesOf(record), options)
}

/** Is everything there that running needs? Reads two files. */
export const installed = () => complete({ dev: false })

/**
 * Installs what is missing.
 * @param {{ dev: boolean }} options whether what only development and building need is wanted too
 * @returns {Promise<string>} the Node.js 24 to run with
 */
export async function install(options) {
  if (!complete(options)) {
    await withTurn(turn, async ({ join: started }) => {
      if (complete(options)) return
      say('installing what is missing (npm ci), about half a minute')
      // Vite and the checks are development dependencies, whatever NODE_ENV says.
      if (
        (await npm(['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], root, started)) !==
        0
      )
        throw new Refusal('npm ci failed, see above; nothing was started')
      if (!existsSync(node24)) await fetchNode(started)
    })
  }
  return node24
}

/**
 * npm skips install scripts where it is told to, and the runtime comes by one.
 * @param {(pid: number) => void} started
 */
async function fetchNode(started) {
  say('fetching Node.js 24, which npm was told not to')
  const folder = join(root, 'node_modules', 'node')
  await run(machineNode(), ['installArchSpecificPackage.js'], {
    cwd: folder,
    env: outside(),
    stdio: quiet,
    started,
  })
  if (!existsSync(node24))
    throw new Refusal(
      'Node.js 24 could not be installed: run `npm config set ignore-scripts false`, then start again',
    )
}

/** @type {import('node:child_process').StdioOptions} */
const quiet = ['ignore', 2, 2]

/**
 * @param {string[]} args
 * @param {string} cwd
 * @param {(pid: number) => void} started
 */
function npm(args, cwd, started) {
  const { npm_execpath: script } = process.env
  const options = { cwd, env: outside(), stdio: quiet, started }
  if (script !== undefined && /^npm(-cli\.js)?$/.test(basename(script)))
    return run(machineNode(), [script, ...args], options)
  return run('npm', args, { ...options, shell: process.platform === 'win32' })
}

/** The Node.js that runs npm: not the one in `node_modules`, which is about to be replaced. */
function machineNode() {
  const { npm_node_execpath: node } = process.env
  return node === undefined || node.startsWith(join(root, 'node_modules')) ? 'node' : node
}

/** Our environment without this checkout's programs. */
function outside() {
  const own = dirname(node24)
  const bins = join(root, 'node_modules', '.bin')
  const { PATH = '' } = process.env
  const path = PATH.split(delimiter).filter((folder) => folder !== bins && folder !== own)
  return { ...process.env, PATH: path.join(delimiter) }
}
