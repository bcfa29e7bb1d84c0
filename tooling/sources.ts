import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A file of the checkout: its path from the checkout's folder, and what it says. */
export interface Source {
  readonly path: string
  readonly text: string
}

const passedOver = new Set(['node_modules', 'dist', 'coverage', '.git', '.cache', '.stoa'])
const ours = /\.(tsx?|mjs|js|css|sql|md|html|json|ya?ml)$|^\.ci\/run$/
const made = /\.gen\.ts$|(^|\/)package-lock\.json$/

/** What people wrote in the checkout. */
export function sources(base: string, below = ''): Source[] {
  return readdirSync(join(base, below), { withFileTypes: true }).flatMap((entry) => {
    const path = below === '' ? entry.name : `${below}/${entry.name}`
    if (entry.isDirectory()) return passedOver.has(entry.name) ? [] : sources(base, path)
    if (!entry.isFile() || !ours.test(path) || made.test(path)) return []
    return [{ path, text: readFileSync(join(base, path), 'utf8') }]
  })
}
