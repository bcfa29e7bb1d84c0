import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

const brotli = promisify(brotliCompress)
const gz = promisify(gzip)
const textual = /\.(?:js|css|html|svg|json|webmanifest|wasm|data)$/
/** Below this the headers outweigh what compression saves. */
const smallest = 1024
/** Above this, which is nothing of the first load, brotli's best takes long and saves little, and a gzip beside it nobody asks for. */
const large = 400_000

/**
 * Writes `.br` and `.gz` beside each textual file of the build, so that the server sends them without compressing anything,
 * and prints what a first visit costs: what the page names, and what that imports statically.
 */
export function compressed(): Plugin {
  return {
    name: 'stoa:compressed',
    apply: 'build',
    async writeBundle(options, bundle) {
      const dir = options.dir ?? 'dist'
      const names = [...Object.keys(bundle), 'theme.js', 'favicon.svg'].filter((name) => textual.test(name))
      const sizes = new Map(
        await Promise.all(names.map(async (name) => [name, await compressFile(join(dir, name))] as const)),
      )
      const first = firstLoad(bundle)
      const total = first.reduce((sum, name) => sum + (sizes.get(name) ?? 0), 0)
      this.info(`first load ${(total / 1000).toFixed(1)} kB gz: ${first.join(', ')}`)
    },
  }
}

async function compressFile(path: string): Promise<number> {
  const raw = await readFile(path)
  const small = (quality: number) => brotli(raw, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } })
  if (raw.length > large) {
    const packed = await small(9)
    await writeFile(`${path}.br`, packed)
    return packed.length
  }
  const zipped = await gz(raw, { level: 9 })
  if (raw.length < smallest) return zipped.length
  await Promise.all([writeFile(`${path}.gz`, zipped), writeFile(`${path}.br`, await small(11))])
  return zipped.length
}

interface Chunk {
  readonly source?: string | Uint8Array
  readonly imports?: readonly string[]
}

function firstLoad(bundle: Readonly<Record<string, Chunk>>): string[] {
  const seen = new Set<string>(['index.html', 'theme.js'])
  const visit = (name: string): void => {
    if (seen.has(name)) return
    seen.add(name)
    for (const next of bundle[name]?.imports ?? []) visit(next)
  }
  const page = String(bundle['index.html']?.source)
  for (const [name] of page.matchAll(/assets\/[\w.-]+/g)) visit(name)
  return [...seen]
}
