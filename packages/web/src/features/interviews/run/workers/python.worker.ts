import { loadPyodide, type PyodideAPI } from 'pyodide'
import createPyodideModule from 'pyodide/pyodide.asm.mjs'
import { info } from 'pyodide/pyodide-lock.json'
import harness from './harness.py?raw'
import { linesOf } from './input.ts'
import { limitMemory } from './memory.ts'
import { type Runtime, serve } from './serve.ts'

const memory = 512 * 1024 * 1024

serve(async ({ wasm, library }): Promise<Runtime> => {
  if (wasm === undefined || library === undefined) throw new Error('Python is incomplete')
  limitMemory(memory)
  const python = await boot({ 'pyodide.asm.wasm': wasm, 'python_stdlib.zip': library })
  const run = python.runPython(harness)
  return {
    async prepare() {
      return async ({ code, input }, write) => {
        const lines = linesOf(input)
        python.setStdin({ stdin: () => lines.shift() ?? null })
        python.setStdout(passOn((text) => write('out', text)))
        python.setStderr(passOn((text) => write('err', text)))
        return Boolean(await run.callPromising(code))
      }
    },
  }
})

/** Its loader fetches files by their names, which nothing here may: it is answered with the bytes that were given. */
async function boot(files: Readonly<Record<string, Blob>>): Promise<PyodideAPI> {
  // It takes this for the sign of a worker that it does not support.
  Reflect.deleteProperty(globalThis, 'importScripts')
  const real = globalThis.fetch
  globalThis.fetch = async (request) => {
    const name = String(request).split('/').at(-1) ?? ''
    const type = name.endsWith('.wasm') ? 'application/wasm' : 'application/octet-stream'
    return new Response(files[name] ?? null, { headers: { 'content-type': type } })
  }
  try {
    return await loadPyodide({
      indexURL: 'https://runtime.invalid/',
      createPyodideModule,
      lockFileContents: JSON.stringify({ info, packages: {} }),
    })
  } finally {
    globalThis.fetch = real
  }
}

function passOn(write: (text: string) => void) {
  const decoder = new TextDecoder()
  return {
    write(bytes: Uint8Array): number {
      write(decoder.decode(bytes, { stream: true }))
      return bytes.length
    },
  }
}
