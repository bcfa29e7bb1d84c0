import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, extname, join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { build, type Plugin } from 'vite'

const here = createRequire(import.meta.url)
const run = join(import.meta.dirname, 'src', 'features', 'interviews', 'run')

/** The languages' workers, and the files their runtimes are made of, by the names that the workers know them by. */
const languages = {
  javascript: { wasm: via('quickjs-emscripten', '@jitl/quickjs-wasmfile-release-sync/wasm') },
  python: {
    wasm: here.resolve('pyodide/pyodide.asm.wasm'),
    library: here.resolve('pyodide/python_stdlib.zip'),
  },
  sql: {
    wasm: beside('@electric-sql/pglite', 'pglite.wasm'),
    library: beside('@electric-sql/pglite', 'pglite.data'),
  },
} as const

const virtual = 'virtual:runtimes'
const resolved = `\0${virtual}`

interface Served {
  readonly url: string
  readonly bytes: number
}

/**
 * Gives `virtual:runtimes`: where the sandbox's page, each language's worker and its runtime are, and how large. The page that
 * runs code hands their bytes to a sandbox that can load nothing itself, so a worker is bundled to one
 * script without imports; a classic one, as Chromium starts no module worker in an origin of its own.
 */
export function runtimes(): Plugin {
  const files = new Map<string, Uint8Array>()
  const serve = (path: string, content: Uint8Array): Served => {
    const hash = createHash('sha256').update(content).digest('base64url').slice(0, 8)
    const name = `assets/${basename(path, extname(path))}-${hash}${extname(path)}`
    files.set(`/${name}`, content)
    return { url: `/${name}`, bytes: content.length }
  }
  const describe = async () => {
    const page = join(run, 'sandbox', 'sandbox.html')
    const entries = Object.entries(languages).map(async ([language, assets]) => {
      const script = serve(`${language}.js`, await bundle(join(run, 'workers', `${language}.worker.ts`)))
      const runtime = Object.entries(assets).map(([name, path]) => [name, serve(path, readFileSync(path))])
      if (language === 'sql') runtime.push(['empty', serve('empty.tgz', await emptyDatabase())])
      return [language, { script, assets: Object.fromEntries(runtime) }] as const
    })
    return {
      sandbox: serve(page, readFileSync(page)).url,
      runtimes: Object.fromEntries(await Promise.all(entries)),
    }
  }
  return {
    name: 'stoa:runtimes',
    resolveId: (id) => (id === virtual ? resolved : undefined),
    async load(id) {
      if (id !== resolved) return undefined
      const described = await describe()
      if (this.environment.mode === 'build') {
        for (const [url, source] of files) this.emitFile({ type: 'asset', fileName: url.slice(1), source })
      }
      return Object.entries(described)
        .map(([name, value]) => `export const ${name} = ${JSON.stringify(value)}`)
        .join('\n')
    },
    configureServer: ({ middlewares }) => {
      middlewares.use((request, response, next) => {
        const content = files.get(request.url ?? '')
        if (content === undefined) return next()
        response.setHeader('content-type', types[extname(request.url ?? '')] ?? 'application/octet-stream')
        response.end(content)
      })
    },
  }
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
}

async function bundle(entry: string): Promise<Uint8Array> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    // Nothing is beside it.
    define: { 'import.meta.url': JSON.stringify('https://runtime.invalid/') },
    build: {
      write: false,
      target: 'es2024',
      rolldownOptions: { input: entry, output: { format: 'iife', codeSplitting: false } },
    },
  })
  const outputs = Array.isArray(result) ? result : [result]
  const chunks = outputs.flatMap((one) => ('output' in one ? one.output : []))
  const [script, ...others] = chunks.filter((one) => one.type === 'chunk')
  if (script === undefined || others.length > 0) throw new Error(`${entry} did not become one script`)
  return Buffer.from(script.code)
}

/** A database as it is before anything was done to it: to unpack one takes half a second, to make one four. */
async function emptyDatabase(): Promise<Uint8Array> {
  const database = await PGlite.create()
  const packed = await database.dumpDataDir('gzip')
  await database.close()
  return packed.bytes()
}

/** A package that only `dependant` names. */
function via(dependant: string, path: string): string {
  return createRequire(here.resolve(dependant)).resolve(path)
}

/** A file that its package does not export, beside its main one. */
function beside(name: string, file: string): string {
  return join(here.resolve(name), '..', file)
}
