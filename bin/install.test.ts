import { expect, test } from 'vitest'
import { outdated } from './install.mjs'

const wanted = {
  '': { version: '1.0.0' },
  'packages/web': { version: '1.0.0' },
  'node_modules/@stoa/web': { link: true },
  'node_modules/pg': { version: '8.0.0', integrity: 'sha512-a' },
  'node_modules/vite': { version: '8.0.0', integrity: 'sha512-b', dev: true },
  'node_modules/sharp-win32': { version: '1.0.0', optional: true },
}
const { 'node_modules/sharp-win32': _, ...here } = wanted

test('what the lock names is installed: nothing is to be done, whatever other platforms need', () => {
  expect(outdated(wanted, here, { dev: true })).toBe(false)
})

test('a missing package is to be installed', () => {
  const { 'node_modules/pg': __, ...without } = here
  expect(outdated(wanted, without, { dev: false })).toBe(true)
})

test('another version, or other content under the same version, is to be replaced', () => {
  const older = { ...here, 'node_modules/pg': { version: '7.0.0', integrity: 'sha512-a' } }
  const other = { ...here, 'node_modules/pg': { version: '8.0.0', integrity: 'sha512-c' } }
  expect(outdated(wanted, older, { dev: false })).toBe(true)
  expect(outdated(wanted, other, { dev: false })).toBe(true)
})

test('what only development needs is missed by development alone', () => {
  const { 'node_modules/vite': __, ...production } = here
  expect(outdated(wanted, production, { dev: false })).toBe(false)
  expect(outdated(wanted, production, { dev: true })).toBe(true)
})

test('a package that nothing needs any more is no reason to install', () => {
  expect(outdated(wanted, { ...here, 'node_modules/left': { version: '1.0.0' } }, { dev: true })).toBe(false)
})
