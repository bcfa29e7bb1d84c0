import { expect, test } from 'vitest'
import { broken } from './habits.ts'
import { missingFromLock, platformBuild } from './lock.ts'
import { misnumbered } from './migrations.ts'

const file = (path: string, text = '') => ({ path, text })

test('the environment is read in config alone', () => {
  const read = 'const port = process.env.PORT\n'
  expect(broken([file('packages/server/src/config/load.ts', read)])).toEqual([])
  expect(broken([file('bin/run.mjs', read)])).toEqual([])
  expect(broken([file('packages/server/src/app.ts', `\n${read}`)])).toEqual([
    'packages/server/src/app.ts:2 the environment is read by packages/server/src/config alone',
  ])
})

test('unfinished work, silenced checkers and tests that do not run are found', () => {
  expect(broken([file('docs/a.md', `a\n${'TO'}DO: write`)])).toEqual([
    'docs/a.md:2 finish it, or file an issue',
  ])
  expect(broken([file('packages/web/src/a.tsx', `// ${'@ts'}-ignore`)])).toHaveLength(1)
  expect(broken([file('packages/web/src/a.tsx', `// ${'biome'}-ignore lint: why`)])).toHaveLength(1)
  expect(broken([file('packages/web/src/a.test.ts', `test${'.skip'}('x', () => {})`)])).toHaveLength(1)
})

test('a file of 400 lines passes and one of 401 does not', () => {
  expect(broken([file('bin/a.mjs', 'a\n'.repeat(400))])).toEqual([])
  expect(broken([file('bin/a.mjs', 'a\n'.repeat(401))])).toEqual([
    'bin/a.mjs:401 a file of 401 lines: split it by idea',
  ])
})

test('migrations are numbered 0001, 0002, … with none twice and none left out', () => {
  const named = (...names: string[]) => names.map((name) => file(`packages/server/migrations/${name}`))
  expect(misnumbered(named('0001_rooms.sql', '0002_chat.sql'))).toEqual([])
  expect(misnumbered(named('0001_rooms.sql', '0001_chat.sql'))).toHaveLength(1)
  expect(misnumbered(named('0001_rooms.sql', '0003_chat.sql'))).toHaveLength(1)
  expect(misnumbered(named('0001_rooms.sql', '2_Chat.sql'))).toHaveLength(1)
})

test('a platform’s build that the lock lacks is found, and described by its name', () => {
  const names = { '@x/linux-arm64-musl': '1.2.3', '@x/wasm32-wasi': '1.2.3' }
  const packages = {
    'node_modules/x': { version: '1.2.3', dev: true, optionalDependencies: names },
    'node_modules/x/node_modules/@x/wasm32-wasi': { version: '1.2.3' },
  }
  const missing = missingFromLock(packages)
  expect(missing).toEqual([{ name: '@x/linux-arm64-musl', version: '1.2.3', dev: true }])
  expect(missing.map(platformBuild)).toEqual([
    { version: '1.2.3', cpu: ['arm64'], dev: true, libc: ['musl'], optional: true, os: ['linux'] },
  ])
  expect(() => platformBuild({ name: 'x', version: '1.2.3', dev: false })).toThrow('no platform’s build')
})
