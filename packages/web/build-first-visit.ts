import { fileURLToPath } from 'node:url'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** By the name of the file they come in: what each needs that those before it do not. */
const parts: readonly (readonly [name: string, roots: readonly string[]])[] = [
  ['base', [here('src/app/main.tsx')]],
  ['outside', [here('src/app/Outside.tsx'), fileURLToPath(import.meta.resolve('@stoa/client'))]],
]
const worker = here('src/sw.ts')

interface Modules {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null
}

/**
 * Puts what a first visit loads into one file for the landing page and one more for signing in. A file for each module that something
 * else needs too would be more than twenty, and over HTTP/1.1 a browser asks for six at a time.
 */
export function firstVisit() {
  const closures = new Map<readonly string[], ReadonlySet<string>>()
  const reached = (roots: readonly string[], modules: Modules): ReadonlySet<string> => {
    const known = closures.get(roots)
    if (known !== undefined) return known
    const found = new Set(roots)
    for (const id of found) for (const next of modules.getModuleInfo(id)?.importedIds ?? []) found.add(next)
    closures.set(roots, found)
    return found
  }
  const ofWorker = [worker]
  return {
    name(id: string, modules: Modules): string | null {
      // The service worker is one file of its own, and an icon comes with what shows it: through their index all are reached from anywhere.
      if (reached(ofWorker, modules).has(id) || id.includes('/lucide-react/')) return null
      return parts.find(([, roots]) => reached(roots, modules).has(id))?.[0] ?? null
    },
  }
}
