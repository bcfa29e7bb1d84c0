import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const processModule = JSON.stringify(join(import.meta.dirname, 'process.mjs'))

function runCommand(main: string) {
  const program = `import { command } from ${processModule}; await command(async () => { ${main} })`
  return spawnSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' })
}

test('O1: a checkout that this user may not write stops the start with one line that says so', () => {
  const { status, stderr } = runCommand(
    `throw Object.assign(new Error("EACCES: permission denied, open '/opt/stoa/x'"), { code: 'EACCES', path: '/opt/stoa/x' })`,
  )
  expect(stderr).toMatch(/^stoa: EACCES: permission denied, open '\/opt\/stoa\/x'\. The folder .*\n$/)
  expect(status).toBe(1)
})

test('an error that nobody can put right keeps its stack', () => {
  const { status, stderr } = runCommand('throw new TypeError("a mistake of ours")')
  expect(stderr).toMatch(/TypeError: a mistake of ours\n\s+at /)
  expect(status).toBe(1)
})
