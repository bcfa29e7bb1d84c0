import type { Runnable } from '../protocol.ts'
import { type Interpreter, startInterpreter } from './interpreter.ts'
import { type Family, familyOf, type LoadedRuntime, loadRuntime, type Progress } from './loadRuntime.ts'

/** What is waited for before a program runs. */
export type Preparing =
  | { readonly step: 'loading'; readonly progress: Progress }
  | { readonly step: 'starting' }

export interface Runner {
  /**
   * Gives the use of an interpreter in which nothing has run yet, and ends it afterwards: no program finds what another left, be it
   * a changed built-in or a hidden test's input. The next one starts meanwhile, so that it is there when it is wanted.
   */
  use<T>(
    language: Runnable,
    preparing: (what: Preparing) => void,
    work: (one: Interpreter) => Promise<T>,
  ): Promise<T>
  close(): void
}

export function createRunner(): Runner {
  const loaded = new Map<Family, Promise<LoadedRuntime>>()
  let spare: { readonly family: Family; readonly interpreter: Interpreter } | undefined
  let closed = false

  const load = (family: Family, preparing: (what: Preparing) => void) => {
    const before = loaded.get(family)
    if (before !== undefined) return before
    const loading = loadRuntime(family, (progress) => preparing({ step: 'loading', progress }))
    loaded.set(family, loading)
    // The next run tries again.
    loading.catch(() => loaded.delete(family))
    return loading
  }
  const take = (family: Family, runtime: LoadedRuntime): Interpreter => {
    const found = spare
    spare = undefined
    if (found?.family === family && found.interpreter.alive) return found.interpreter
    found?.interpreter.close()
    return startInterpreter(runtime)
  }
  return {
    async use(language, preparing, work) {
      const family = familyOf(language)
      const runtime = await load(family, preparing)
      preparing({ step: 'starting' })
      const interpreter = take(family, runtime)
      try {
        await interpreter.ready
        return await work(interpreter)
      } finally {
        interpreter.close()
        if (!closed) {
          spare?.interpreter.close()
          spare = { family, interpreter: startInterpreter(runtime) }
        }
      }
    },
    close() {
      closed = true
      spare?.interpreter.close()
      spare = undefined
    },
  }
}
