import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'

const checkout = join(import.meta.dirname, '..')
const folders: string[] = []
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))))

/** A small Stoa with every layer in it, in which no import is forbidden. */
const clean = {
  'node_modules/zod/package.json': '{"name":"zod","exports":"./index.js"}',
  'node_modules/zod/index.js': 'export const string = 1',
  'node_modules/other/package.json': '{"name":"other","exports":"./index.js"}',
  'node_modules/other/index.js': 'export const other = 1',
  'packages/contract/package.json': '{"name":"@stoa/contract","exports":{"./*":"./src/*/index.ts"}}',
  'packages/contract/src/http/index.ts': "import 'zod'",
  'packages/contract/src/accounts/index.ts': "import '../http/index.ts'",
  'packages/contract/src/chat/index.ts': "import '../http/index.ts'",
  'packages/client/package.json': '{"name":"@stoa/client","exports":{".":"./src/index.ts"}}',
  'packages/client/src/index.ts': "import '@stoa/contract/chat'",
  'packages/client/src/c.ts':
    "import '@stoa/contract/http'\nexport async function close() {\n  await using a = new AsyncDisposableStack()\n}",
  'packages/client/src/client.test.ts': "import '@stoa/testkit'",
  'packages/web/src/main.tsx': "import '@stoa/client'\nimport '@stoa/contract/chat'",
  'packages/testkit/package.json': '{"name":"@stoa/testkit","exports":{".":"./src/index.ts"}}',
  'packages/testkit/src/index.ts': "import '@stoa/server'\nimport '@stoa/client'",
  'packages/bench/src/main.ts': "import '@stoa/testkit'",
  'packages/server/package.json': '{"name":"@stoa/server","exports":{".":"./src/index.ts"}}',
  'packages/server/src/index.ts': "import './app.ts'",
  'packages/server/src/app.ts':
    "import './config/index.ts'\nimport './rooms/index.ts'\nimport './features/chat/index.ts'\nimport './features/accounts/index.ts'",
  'packages/server/src/config/index.ts': 'export type Config = { port: number }\nexport const read = 1',
  'packages/server/src/platform/http.ts':
    "import type { Config } from '../config/index.ts'\nimport type {} from '@stoa/contract/accounts'\nexport type C = Config",
  'packages/server/src/platform/testing.ts': "import './http.ts'",
  'packages/server/src/platform/http.test.ts': "import './testing.ts'",
  'packages/server/src/rooms/index.ts': "import '../platform/http.ts'\nimport './timeline/append.ts'",
  'packages/server/src/rooms/timeline/append.ts': "import '../../platform/http.ts'",
  'packages/server/src/features/accounts/index.ts': "import './service.ts'\nimport '../../rooms/index.ts'",
  'packages/server/src/features/accounts/service.ts': 'export const service = 1',
  'packages/server/src/features/chat/index.ts':
    "import '../accounts/index.ts'\nimport '../../platform/http.ts'",
}

/** For each rule, a file that breaks it and what it says. */
const violations: readonly (readonly [rule: string, file: string, text: string])[] = [
  ['contract-stands-alone', 'packages/contract/src/chat/a.ts', "import 'node:fs'"],
  ['contract-stands-alone', 'packages/contract/src/chat/b.ts', "import 'other'"],
  ['package-contract', 'packages/contract/src/chat/c.ts', "import '@stoa/client'"],
  ['package-client', 'packages/client/src/a.ts', "import '@stoa/server'"],
  ['package-web', 'packages/web/src/a.tsx', "import type {} from '@stoa/server'"],
  ['package-server', 'packages/server/src/platform/a.ts', "import '@stoa/client'"],
  ['package-testkit', 'packages/testkit/src/a.ts', "import '../../bench/src/main.ts'"],
  ['package-new', 'packages/new/src/a.ts', "import '@stoa/contract/chat'"],
  ['packages-by-name', 'packages/server/src/platform/b.ts', "import '../../../contract/src/http/index.ts'"],
  ['platform-knows-no-domain', 'packages/server/src/platform/c.ts', "import '../rooms/index.ts'"],
  ['platform-knows-no-domain', 'packages/server/src/platform/d.ts', "import type {} from '../app.ts'"],
  [
    'config-comes-from-the-root',
    'packages/server/src/platform/e.ts',
    "import { read } from '../config/index.ts'",
  ],
  ['config-stands-alone', 'packages/server/src/config/a.ts', "import '../platform/http.ts'"],
  ['kernel-knows-no-feature', 'packages/server/src/rooms/a.ts', "import '../features/chat/index.ts'"],
  [
    'no-feature-in-the-contract-below',
    'packages/server/src/rooms/b.ts',
    "import type {} from '@stoa/contract/chat'",
  ],
  ['features-meet-at-the-root', 'packages/server/src/other.ts', "import './features/chat/index.ts'"],
  ['door-of-accounts', 'packages/server/src/features/chat/a.ts', "import '../accounts/service.ts'"],
  ['door-of-accounts', 'packages/server/src/features/chat/a.test.ts', "import '../accounts/service.ts'"],
  ['feature-chat', 'packages/server/src/features/chat/b.ts', "import '../../rooms/timeline/append.ts'"],
  ['feature-chat', 'packages/server/src/features/chat/c.ts', "import type {} from '../../config/index.ts'"],
  ['feature-newest', 'packages/server/src/features/newest/a.ts', "import '../../app.ts'"],
  ['no-cycles', 'packages/client/src/b.ts', "import './b.ts'"],
  ['no-test-imported', 'packages/bench/src/a.ts', "import '../../server/src/platform/http.test.ts'"],
  ['testing-files-for-tests', 'packages/server/src/rooms/c.ts', "import '../platform/testing.ts'"],
  ['resolvable', 'packages/client/src/d.ts', "import '@stoa/contract/nowhere'"],
]

/** Makes the tree and has the checkout's own rules look at it; gives each error as `rule file`. */
async function errorsIn(tree: Readonly<Record<string, string>>): Promise<string[]> {
  const base = await mkdtemp(join(tmpdir(), 'stoa-layers-'))
  folders.push(base)
  for (const [file, text] of Object.entries(tree)) {
    await mkdir(dirname(join(base, file)), { recursive: true })
    await writeFile(join(base, file), text)
  }
  await mkdir(join(base, 'node_modules', '@stoa'))
  for (const name of ['contract', 'client', 'server', 'testkit'])
    await symlink(`../../packages/${name}`, join(base, 'node_modules', '@stoa', name))
  await symlink(join(checkout, 'node_modules', '@swc'), join(base, 'node_modules', '@swc'))
  await mkdir(join(base, 'tooling'))
  for (const file of ['.dependency-cruiser.mjs', 'tooling/layers.mjs', 'tooling/using.mjs'])
    await cp(join(checkout, file), join(base, file))

  const cruiser = join(checkout, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruiser.mjs')
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [cruiser, 'packages', '--config', '.dependency-cruiser.mjs', '--output-type', 'json'],
    { cwd: base, maxBuffer: 64 * 1024 * 1024 },
  ).catch((failed: { stdout: string }) => failed)
  const { summary }: { summary: { violations: { rule: { name: string }; from: string }[] } } =
    JSON.parse(stdout)
  return summary.violations.map(({ rule, from }) => `${rule.name} ${from}`)
}

test('a tree in which every import runs in the allowed direction has no error', async () => {
  expect(await errorsIn(clean)).toEqual([])
})

test('each rule refuses the import that breaks it, in new packages and features too', async () => {
  const broken = Object.fromEntries(violations.map(([, file, text]) => [file, text]))
  const errors = await errorsIn({ ...clean, ...broken })
  for (const [rule, file] of violations) expect(errors).toContain(`${rule} ${file}`)
  const files = new Set(violations.map(([, file]) => file))
  expect(errors.filter((error) => !files.has(error.split(' ')[1] ?? ''))).toEqual([])
})
