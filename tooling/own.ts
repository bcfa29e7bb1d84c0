import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { untrue } from './docs.ts'
import { broken } from './habits.ts'
import { missingFromLock, type Packages } from './lock.ts'
import { misnumbered } from './migrations.ts'
import { sources } from './sources.ts'

const base = join(import.meta.dirname, '..')
const files = sources(base)
const lock: { packages: Packages } = JSON.parse(readFileSync(join(base, 'package-lock.json'), 'utf8'))

const found = [
  ...broken(files),
  ...misnumbered(files),
  ...untrue(files, (path) => existsSync(join(base, path))),
  ...missingFromLock(lock.packages).map(
    ({ name }) => `package-lock.json lacks ${name}, so npm ci refuses it: run node tooling/lock.ts`,
  ),
]
for (const line of found) console.log(line)
process.exitCode = found.length > 0 ? 1 : 0
