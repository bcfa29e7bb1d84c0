import { accessSync, constants, existsSync, readdirSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
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

/** Refuses where the browser tests lack what is neither a browser nor ours: a TURN server, and ffmpeg for recordings. */
export function mediaPrograms() {
  const missing = [
    { program: 'turnserver', package: 'coturn' },
    { program: 'ffmpeg', package: 'ffmpeg' },
  ].filter(({ program }) => onPath(program) === undefined)
  if (missing.length > 0)
    throw new Refusal(
      `the browser tests need what is missing here: \`apt-get install ${missing.map((one) => one.package).join(' ')}\``,
    )
}

/** The folder of PostgreSQL's server programs, for the cluster tests, which need Redis's, PgBouncer's and Java for Kafka too. */
export function postgres() {
  const folder = postgresFolder()
  const missing = []
  if (folder === undefined) missing.push('postgresql')
  if (onPath('redis-server') === undefined) missing.push('redis-server')
  if (onPath('pgbouncer') === undefined && !runs('/usr/sbin/pgbouncer')) missing.push('pgbouncer')
  if (onPath('java') === undefined) missing.push('openjdk-17-jre-headless')
  if (onPath('mvn') === undefined) missing.push('maven')
  if (folder === undefined || missing.length > 0)
    throw new Refusal(`the cluster tests need what is missing here: \`apt-get install ${missing.join(' ')}\``)
  return folder
}

function postgresFolder() {
  const named = onPath('initdb')
  if (named !== undefined) return dirname(named)
  const base = '/usr/lib/postgresql'
  const versions = existsSync(base) ? readdirSync(base) : []
  return versions
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(base, version, 'bin'))
    .find((folder) => runs(join(folder, 'initdb')))
}

/** @param {string} program */
export function onPath(program) {
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
