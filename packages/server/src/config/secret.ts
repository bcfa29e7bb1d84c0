import { randomBytes, randomUUID } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from './config.ts'
import { ConfigError } from './error.ts'

/** The configured secret, or the one of the data folder, which is made at first need and readable by its owner only. */
export async function secretOf(config: Pick<Config, 'secret' | 'data'>): Promise<string> {
  if (config.secret !== undefined) return config.secret
  await mkdir(config.data, { recursive: true, mode: 0o700 })
  const path = join(config.data, 'secret')
  const made = await create(path)
  if (made !== null) return made
  const kept = (await readFile(path, 'utf8')).trim()
  if (kept.length < 32) throw new ConfigError(`The secret in ${path} is damaged; restore it from a backup.`)
  return kept
}

/** Null where there is one already. Whole from the moment it can be seen, whoever comes first. */
async function create(path: string): Promise<string | null> {
  const secret = randomBytes(32).toString('base64url')
  const draft = `${path}.${randomUUID()}`
  try {
    await writeFile(draft, `${secret}\n`, { flag: 'wx', mode: 0o600, flush: true })
    await link(draft, path)
    return secret
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return null
    throw error
  } finally {
    await rm(draft, { force: true })
  }
}
