import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, turn } from './install.mjs'
import { withTurn } from './lock.mjs'
import { Refusal, run, say } from './process.mjs'

const web = join(root, 'packages', 'web')
const dist = join(web, 'dist')
const stamp = join(dist, '.stamp')

const notSources = /^(node_modules|dist|e2e|\..*|.*\.test\.tsx?|.*\.gen\.ts)$/

/** @param {string} path @returns {string[]} */
function files(path) {
  const below = readdirSync(path, { withFileTypes: true }).filter((entry) => !notSources.test(entry.name))
  return below
    .flatMap((entry) => (entry.isDirectory() ? files(join(path, entry.name)) : [join(path, entry.name)]))
    .sort()
}

/** What the built app is made of, as a hash. */
function fingerprint() {
  const hash = createHash('sha256')
  const sources = ['web', 'client', 'contract'].flatMap((name) => files(join(root, 'packages', name)))
  for (const file of [...sources, join(root, 'package-lock.json')])
    hash.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0')
  return hash.digest('hex')
}

/** Is the built web app the one its sources make? A package without its sources has only the built one. */
export function built() {
  if (!existsSync(join(web, 'src'))) return existsSync(dist)
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint()
}

/**
 * Builds the web app where its sources changed since it was last built. The old one stays until the new one is whole.
 * @param {string} node
 */
export async function build(node) {
  if (built()) return
  await withTurn(turn, async ({ join: started }) => {
    if (built()) return
    const began = Date.now()
    say('building the web app, which changed')
    const made = fingerprint()
    const next = join(web, '.cache', 'dist')
    const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
    const code = await run(node, [vite, 'build', '--outDir', next, '--emptyOutDir', '--logLevel', 'warn'], {
      cwd: web,
      env: { ...process.env, NODE_ENV: 'production' },
      stdio: ['ignore', 2, 2],
      started,
    })
    if (code !== 0) throw new Refusal('the web app could not be built, see above; nothing was started')
    writeFileSync(join(next, '.stamp'), made)
    rmSync(dist, { recursive: true, force: true })
    renameSync(next, dist)
    say(`built in ${((Date.now() - began) / 1000).toFixed(1)} s`)
  })
}
