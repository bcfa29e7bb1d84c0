import { posix } from 'node:path'
import type { Source } from './sources.ts'

/** What the docs say that is not so, as `path says`: of tests, of each other, and of packages. `exists` is asked of paths in the checkout. */
export function untrue(sources: readonly Source[], exists: (path: string) => boolean): string[] {
  return [...misquoted(sources), ...deadLinks(sources, exists), ...dependencies(sources)]
}

const quotes = new Set(['docs/mission.md', 'docs/security.md'])

/** Titles of tests, in “quotes”, that no test has. */
function misquoted(sources: readonly Source[]): string[] {
  const tests = sources.filter(({ path }) => /(\.test|[./]testing)\.tsx?$/.test(path))
  const titles = plain(tests.map(({ text }) => text).join('\n'))
  return sources
    .filter(({ path }) => quotes.has(path))
    .flatMap(({ path, text }) =>
      [...text.matchAll(/“([^”]+)”/g)]
        .filter(([, title = '']) => !titles.includes(plain(title)))
        .map(([, title]) => `${path} names a test that there is not: ${title}`),
    )
}

function plain(text: string): string {
  return text.replaceAll(/\\?[’']/g, "'").replaceAll(/\s+/g, ' ')
}

const code = /```[\s\S]*?```|`[^`\n]+`/g

/** Links to files that are not there, or to headings that they do not have. */
function deadLinks(sources: readonly Source[], exists: (path: string) => boolean): string[] {
  const pages = new Map(
    sources.filter(({ path }) => path.endsWith('.md')).map(({ path, text }) => [path, text]),
  )
  return [...pages].flatMap(([path, text]) =>
    [...text.replaceAll(code, '').matchAll(/\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]*))?\)/g)]
      .filter(([, to = '', heading]) => {
        const target = to === '' ? path : posix.join(posix.dirname(path), to)
        if (!exists(target)) return true
        return heading !== undefined && !headings(pages.get(target) ?? '').includes(heading)
      })
      .map(([link]) => `${path} leads nowhere: ${link}`),
  )
}

function headings(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

const page = 'docs/decisions/dependencies.md'

/** Packages that a package.json names and the page does not, or the other way round, and rows that name other folders than use them. */
function dependencies(sources: readonly Source[]): string[] {
  const table = sources.find(({ path }) => path === page)
  if (table === undefined) return []
  const used = new Map<string, Set<string>>()
  for (const { path, text } of sources) {
    const folder = /^(?:packages\/([^/]+)\/)?package\.json$/.exec(path)
    if (folder === null) continue
    const { dependencies: needed = {}, devDependencies: forTests = {} } = JSON.parse(text)
    for (const name of [...Object.keys(needed), ...Object.keys(forTests)])
      if (!name.startsWith('@stoa/')) used.set(name, (used.get(name) ?? new Set()).add(folder[1] ?? 'root'))
  }
  const told = new Map<string, Set<string>>()
  for (const [, names = '', where = ''] of table.text.matchAll(/^\| (`[^|]+) \| ([^|]+) \|/gm))
    for (const [, name = ''] of names.matchAll(/`([^`]+)`/g))
      for (const one of name.endsWith('…') ? startingWith(name.slice(0, -1), used) : [name])
        told.set(one, new Set([...(told.get(one) ?? []), ...(where.match(/\b[a-z]+\b/g) ?? [])]))
  const unsaid = [...used].flatMap(([name, folders]) =>
    [...folders]
      .filter((folder) => told.get(name)?.has(folder) !== true)
      .map((folder) => `${page} does not say that ${folder} needs ${name}`),
  )
  const gone = [...told].flatMap(([name, folders]) =>
    [...folders]
      .filter((folder) => !words.has(folder) && used.get(name)?.has(folder) !== true)
      .map((folder) => `${page} says that ${folder} needs ${name}, which its package.json does not name`),
  )
  return [...unsaid, ...gone]
}

const words: ReadonlySet<string> = new Set(['tests', 'of', 'and'])

function startingWith(start: string, used: ReadonlyMap<string, unknown>): string[] {
  return [...used.keys()].filter((name) => name.startsWith(start))
}
