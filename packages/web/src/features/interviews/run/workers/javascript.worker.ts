import { newQuickJSWASMModuleFromVariant, newVariant, RELEASE_SYNC } from 'quickjs-emscripten'
import { runScript } from './script.ts'
import { type Runtime, serve } from './serve.ts'
import { strip } from './strip.ts'

serve(async ({ wasm }): Promise<Runtime> => {
  if (wasm === undefined) throw new Error('JavaScript is incomplete')
  const wasmModule = await WebAssembly.compile(await wasm.arrayBuffer())
  const quickjs = await newQuickJSWASMModuleFromVariant(newVariant(RELEASE_SYNC, { wasmModule }))
  return {
    async prepare() {
      return async ({ language, code, input }, write) => {
        if (language === 'javascript') return runScript({ quickjs, name: 'main.js', code, input, write })
        const plain = strip(code)
        if (plain.ok) return runScript({ quickjs, name: 'main.ts', code: plain.code, input, write })
        write('err', `${plain.problem}\n`)
        return false
      }
    },
  }
})
