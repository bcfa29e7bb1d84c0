import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, relative } from 'node:path'
import type { Plugin } from 'vite'

const here = createRequire(import.meta.url)
const virtual = 'virtual:whiteboard'
const resolved = `\0${virtual}`

/**
 * Gives `virtual:whiteboard`: where Excalidraw's fonts are on our own server, in place of the CDN that it would ask. They are in a
 * folder of its version, so they can be kept for ever like all other assets.
 */
export function whiteboard(): Plugin {
  const main = here.resolve('@excalidraw/excalidraw')
  const folder = join(main, '..')
  const { version } = JSON.parse(readFileSync(join(folder, '..', '..', 'package.json'), 'utf8'))
  const base = `assets/excalidraw-${version}/`
  return {
    name: 'stoa:whiteboard',
    resolveId: (id) => (id === virtual ? resolved : undefined),
    load(id) {
      if (id !== resolved) return undefined
      if (this.environment.mode === 'build') {
        for (const path of files(join(folder, 'fonts'))) {
          const fileName = base + relative(folder, path).replaceAll('\\', '/')
          this.emitFile({ type: 'asset', fileName, source: readFileSync(path) })
        }
      }
      return `export const assets = ${JSON.stringify(`/${base}`)}`
    },
    configureServer: ({ middlewares }) => {
      middlewares.use((request, response, next) => {
        const path = new URL(request.url ?? '/', 'http://dev').pathname
        const file = files(join(folder, 'fonts')).find(
          (one) => path === `/${base}${relative(folder, one).replaceAll('\\', '/')}`,
        )
        if (file === undefined) return next()
        response.setHeader('content-type', 'font/woff2')
        response.end(readFileSync(file))
      })
    },
  }
}

function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}
