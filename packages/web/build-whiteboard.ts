import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, relative } from 'node:path'
import type { Plugin } from 'vite'

const here = createRequire(import.meta.url)
const mermaid = '@excalidraw/mermaid-to-excalidraw'
const noMermaid = '\0stoa:no-mermaid'
/** Where Excalidraw looks for its fonts at last, as it is written in it. */
const cdn = /`https:\/\/esm\.sh\/\$\{[\s\S]*?\}\/dist\/prod\/`/

/**
 * Has Excalidraw's fonts on our own server in place of the CDN that it would ask: in a folder of its version, so they can be kept for
 * ever like all other assets. Leaves out Mermaid: its diagrams are made of style elements, which the CSP refuses, and it is larger
 * than all the rest. Text of it that is pasted stays text.
 */
export function whiteboard(): Plugin {
  const folder = join(here.resolve('@excalidraw/excalidraw'), '..')
  const { version } = JSON.parse(readFileSync(join(folder, '..', '..', 'package.json'), 'utf8'))
  const base = `assets/excalidraw-${version}/`
  let found = false
  return {
    name: 'stoa:whiteboard',
    apply: 'build',
    enforce: 'pre',
    resolveId: (id) => (id === mermaid ? noMermaid : undefined),
    load: (id) => (id === noMermaid ? noParser : undefined),
    transform: {
      filter: { id: /@excalidraw[\\/]excalidraw[\\/]dist[\\/]prod[\\/]/, code: 'https://esm.sh/' },
      handler(code) {
        if (!cdn.test(code)) return undefined
        found = true
        for (const path of files(join(folder, 'fonts'))) {
          const fileName = base + relative(folder, path).replaceAll('\\', '/')
          this.emitFile({ type: 'asset', fileName, source: readFileSync(path) })
        }
        return {
          code: code.replace(cdn, `new URL(${JSON.stringify(`/${base}`)}, location.origin).href`),
          map: null,
        }
      },
    },
    buildEnd(error) {
      if (error === undefined && !found) this.error('Excalidraw names its CDN in another way than it did')
    },
  }
}

const noParser = `export const parseMermaidToExcalidraw = async () => {
  throw new Error('Mermaid is not part of this whiteboard')
}`

function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}
