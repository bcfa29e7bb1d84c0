import { expect, test } from 'vitest'
import { untrue } from './docs.ts'

const file = (path: string, text: string) => ({ path, text })
const there = (...paths: string[]) => {
  const known = new Set(paths)
  return (path: string) => known.has(path)
}

test('a test that a page quotes and nobody has is found, however its apostrophes are written', () => {
  const tests = file('packages/a/src/a.test.ts', "test('T1: somebody\\'s own', () => {})")
  expect(untrue([tests, file('docs/mission.md', '| “T1: somebody’s own” |')], there())).toEqual([])
  expect(untrue([tests, file('docs/security.md', '“T1: nobody’s own”')], there())).toEqual([
    'docs/security.md names a test that there is not: T1: nobody’s own',
  ])
})

test('a link to a page or a heading that is not there is found', () => {
  const pages = [
    file('docs/a.md', '# A b: c\n[here](#a-b-c), [up](../README.md), [b](b.md#two), `[code](no.md)`'),
    file('docs/b.md', '## Two'),
  ]
  const exists = there('docs/a.md', 'docs/b.md', 'README.md')
  expect(untrue(pages, exists)).toEqual([])
  expect(untrue([...pages, file('README.md', '[a](docs/c.md), [b](docs/b.md#three)')], exists)).toEqual([
    'README.md leads nowhere: ](docs/c.md)',
    'README.md leads nowhere: ](docs/b.md#three)',
  ])
})

test('a package without a reason, and a reason without a package, are found', () => {
  const packages = [
    file('package.json', '{"devDependencies":{"knip":"1.0.0"}}'),
    file(
      'packages/web/package.json',
      '{"dependencies":{"@x/one":"1.0.0","@x/two":"1.0.0","@stoa/client":"1"}}',
    ),
  ]
  const page = (rows: string) => file('docs/decisions/dependencies.md', rows)
  const whole = '| `knip` | root | a |\n| `@x/…` | web | b |'
  expect(untrue([...packages, page(whole)], there())).toEqual([])
  expect(
    untrue([...packages, page('| `knip` | root, tests of web | a |\n| `@x/one` | web | b |')], there()),
  ).toEqual([
    'docs/decisions/dependencies.md does not say that web needs @x/two',
    'docs/decisions/dependencies.md says that web needs knip, which its package.json does not name',
  ])
})
