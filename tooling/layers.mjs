import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** What each package may import by name, itself aside. A package that is not named here may import none. */
const packages = {
  contract: [],
  client: ['contract'],
  server: ['contract', 'media'],
  media: [],
  web: ['client', 'contract'],
  testkit: ['client', 'contract', 'server'],
  bench: ['client', 'contract', 'media', 'server', 'testkit'],
}

const testFile = '\\.test\\.tsx?$'
/** What only tests may import: `*.testing.ts`, `testing.ts` and what is under a `testing` folder. */
const testingFile = '(\\.|/)testing(\\.tsx?$|/)'
/** The browser tests and what they are made of. */
const endToEnd = '^packages/web/e2e/'
const anyTest = [testFile, testingFile, endToEnd]
/** The packages that exist for tests and measurements. */
const forTests = '^packages/(testkit|bench)/'

const server = '^packages/server/src/'
const root = `${server}(app|main|index)\\.ts$`

/** @typedef {import('dependency-cruiser').IForbiddenRuleType} Rule */

/**
 * The rules of ARCHITECTURE.md's layers, made from the folders there are, so that a new package or feature is covered
 * the day it is made.
 * @param {string} base the checkout's folder
 * @returns {Rule[]}
 */
export function layers(base) {
  const features = folders(join(base, 'packages', 'server', 'src', 'features'))
  return [
    ...folders(join(base, 'packages')).map(packageRule),
    contractStandsAlone,
    packagesByName,
    ...serverRules(features),
    ...features.flatMap(featureRules),
    ...everywhere,
  ]
}

/** @param {string} name @returns {Rule} */
function packageRule(name) {
  const allowed = [name, ...(Object.entries(packages).find(([known]) => known === name)?.[1] ?? [])]
  return {
    name: `package-${name}`,
    comment: `packages/${name} may import of the workspace only: ${allowed.join(', ')}`,
    severity: 'error',
    from: { path: `^packages/${name}/`, pathNot: anyTest },
    to: { path: '^packages/', pathNot: `^packages/(${allowed.join('|')})/` },
  }
}

/** @type {Rule} */
const contractStandsAlone = {
  name: 'contract-stands-alone',
  comment: 'The contract imports nothing but the schema library, so that anything can import it',
  severity: 'error',
  from: { path: '^packages/contract/src/', pathNot: anyTest },
  to: { pathNot: ['^packages/', '(^|/)node_modules/zod/'] },
}

/** @type {Rule} */
const packagesByName = {
  name: 'packages-by-name',
  comment:
    'Another package is imported by its name, through what it exports; tests may reach its testing files',
  severity: 'error',
  from: { path: '^packages/([^/]+)/' },
  to: { path: '^packages/', pathNot: ['^packages/$1/', testingFile], dependencyTypes: ['local'] },
}

/** @param {string[]} features @returns {Rule[]} */
function serverRules(features) {
  // A user's role is in every access token, so accounts' types are known below it.
  const domains = features.filter((name) => name !== 'accounts')
  return [
    {
      name: 'platform-knows-no-domain',
      comment: 'The platform is below the kernel and the features',
      severity: 'error',
      from: { path: `${server}platform/`, pathNot: anyTest },
      to: { path: server, pathNot: `${server}(platform|config)/` },
    },
    {
      name: 'kernel-knows-no-feature',
      comment: 'The kernel imports the platform alone',
      severity: 'error',
      from: { path: `${server}rooms/`, pathNot: anyTest },
      to: { path: server, pathNot: `${server}(rooms|platform)/` },
    },
    {
      name: 'config-stands-alone',
      comment: 'Config turns the environment into values; nothing else of the server is needed for that',
      severity: 'error',
      from: { path: `${server}config/`, pathNot: anyTest },
      to: { path: server, pathNot: `${server}config/` },
    },
    {
      name: 'config-comes-from-the-root',
      comment: 'The root reads the config and hands each part what it needs; the platform may use its types',
      severity: 'error',
      from: { path: `${server}platform/`, pathNot: anyTest },
      to: { path: `${server}config/`, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'features-meet-at-the-root',
      comment: 'Only the composition root and other features import a feature',
      severity: 'error',
      from: { path: server, pathNot: [root, `${server}features/`, ...anyTest] },
      to: { path: `${server}features/` },
    },
    {
      name: 'no-feature-in-the-contract-below',
      comment: 'The platform and the kernel use of the contract only what is no feature’s',
      severity: 'error',
      from: { path: `${server}(platform|rooms)/`, pathNot: anyTest },
      to: { path: `^packages/contract/src/(${['-', ...domains].join('|')})/` },
    },
  ]
}

/** @param {string} name @returns {Rule[]} */
function featureRules(name) {
  const own = `${server}features/${name}/`
  return [
    {
      name: `door-of-${name}`,
      comment: `The feature ${name} is imported only through its index.ts`,
      severity: 'error',
      from: { path: '^packages/', pathNot: own },
      to: { path: own, pathNot: [`${own}index\\.ts$`, testingFile] },
    },
    {
      name: `feature-${name}`,
      comment: `The feature ${name} imports the platform, the kernel's door and other features' doors`,
      severity: 'error',
      from: { path: own, pathNot: anyTest },
      to: {
        path: server,
        pathNot: [
          own,
          `${server}platform/`,
          `${server}rooms/(index|rooms|rules)\\.ts$`,
          `${server}features/[^/]+/index\\.ts$`,
        ],
      },
    },
  ]
}

/** @type {Rule[]} */
const everywhere = [
  {
    name: 'no-cycles',
    comment: 'Files that import each other are one file in two',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
  {
    name: 'no-test-imported',
    comment: 'A test is run, never imported',
    severity: 'error',
    from: {},
    to: { path: testFile },
  },
  {
    name: 'testing-files-for-tests',
    comment: 'What is made for tests is imported only by them',
    severity: 'error',
    from: { pathNot: [...anyTest, forTests] },
    to: { path: testingFile, pathNot: 'node_modules' },
  },
  {
    name: 'resolvable',
    comment: 'An import that leads nowhere would slip through every other rule',
    severity: 'error',
    from: {},
    // What Vite makes up itself, and style sheets, which packages export under conditions of their own.
    to: { couldNotResolve: true, pathNot: ['^virtual:', '\\.css$'] },
  },
]

/** @param {string} path */
const folders = (path) =>
  existsSync(path)
    ? readdirSync(path, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => entry.name)
    : []
