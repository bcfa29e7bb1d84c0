import { PGlite } from '@electric-sql/pglite'
import { limitMemory } from './memory.ts'
import { type Runtime, serve } from './serve.ts'
import { runStatements } from './statements.ts'

const memory = 1024 * 1024 * 1024
/** A module with nothing in it, for the program that makes new databases: it would be fetched, and is never run. */
const nothing = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)

serve(async ({ wasm, library, empty }): Promise<Runtime> => {
  if (wasm === undefined || library === undefined || empty === undefined) throw new Error('SQL is incomplete')
  limitMemory(memory)
  const modules = {
    pgliteWasmModule: await WebAssembly.compile(await wasm.arrayBuffer()),
    initdbWasmModule: await WebAssembly.compile(nothing),
  }
  return {
    async prepare() {
      const database = await PGlite.create({ ...modules, fsBundle: library, loadDataDir: empty })
      return async ({ code, input }, write) => {
        const ready = await runStatements(database, input, (stream, text) => {
          if (stream === 'err') write(stream, text)
        })
        const well = ready && (await runStatements(database, code, write))
        await database.close()
        return well
      }
    },
  }
})
