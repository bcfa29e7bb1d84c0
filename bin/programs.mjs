import { accessSync, constants, existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { Refusal } from './process.mjs'

/** The system's Chromium for the browser tests; `CHROMIUM` names another. */
export function chromium() {
  const { CHROMIUM: named } = process.env
  const found =
    named !== undefined
      ? [named].find(runs)
      : (['/usr/bin/chromium', '/usr/bin/google-chrome'].find(runs) ?? onPath('chromium'))
  if (found !== undefined) return found
  throw new Refusal(
    named === undefined
      ? 'the browser tests need Chromium: `apt-get install chromium`, or name one by CHROMIUM=/path/to/chrome'
      : `the browser tests need Chromium, and there is none at CHROMIUM=${named}`,
  )
}

/** The folders of PostgreSQL's and Redis's servers, for the cluster tests. */
export function engines() {
  const postgres = onPath('initdb') === undefined ? newestPostgres() : undefined
  const missing = [
    postgres === undefined && onPath('initdb') === undefined && 'postgresql',
    onPath('redis-server') === undefined && 'redis-server',
  ].filter((name) => name !== false)
  if (missing.length > 0)
    throw new Refusal(`the cluster tests need what is missing here: \`apt-get install ${missing.join(' ')}\``)
  return postgres === undefined ? [] : [postgres]
}

function newestPostgres() {
  const base = '/usr/lib/postgresql'
  if (!existsSync(base)) return undefined
  return readdirSync(base)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(base, version, 'bin'))
    .find((folder) => runs(join(folder, 'initdb')) && runs(join(folder, 'postgres')))
}

/** @param {string} program */
function onPath(program) {
  const { PATH = '' } = process.env
  return PATH.split(delimiter)
    .map((folder) => join(folder, program))
    .find(runs)
}

/** @param {string} file */
function runs(file) {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
