import { type QuickJSContext, type QuickJSHandle, type QuickJSWASMModule, Scope } from 'quickjs-emscripten'
import { linesOf } from './input.ts'
import prelude from './prelude.js?raw'
import type { Write } from './serve.ts'
import { createTimers, type Timers } from './timers.ts'

const memory = 128 * 1024 * 1024
/** About 1,100 calls deep. The worker's own stack, which these take up faster, ends soon after and takes the engine with it. */
const stack = 192 * 1024

export interface Script {
  readonly quickjs: QuickJSWASMModule
  readonly name: string
  readonly code: string
  readonly input: string
  readonly write: Write
  /** Of the machine's own clock, unless given. */
  readonly timers?: Timers
}

/**
 * Runs JavaScript to its end, its timers and promises included, in an engine that has nothing but the language, a console, timers
 * and its input line by line (`readline()` or `prompt()`, null at the end). False where it threw.
 */
export async function runScript(script: Script): Promise<boolean> {
  const { quickjs, name, code, input, write, timers = createTimers() } = script
  return Scope.withScopeAsync(async (scope) => {
    const runtime = scope.manage(quickjs.newRuntime({ memoryLimitBytes: memory, maxStackSizeBytes: stack }))
    const context = scope.manage(runtime.newContext())
    const { inspect, wake } = furnish(context, scope, { timers, input, write })
    const fail = (error: QuickJSHandle) => {
      write('err', `${tell(context, inspect, scope.manage(error))}\n`)
      return false
    }
    const result = context.evalCode(code, name, { type: typeOf(context, code, name) })
    if (result.error) return fail(result.error)
    const value = scope.manage(result.value)
    while (true) {
      const jobs = runtime.executePendingJobs()
      if (jobs.error) return fail(jobs.error)
      // What a program ends with may be the promise of its main function: nothing else would tell that it failed.
      const rejection = rejectionOf(context, value)
      if (rejection !== undefined) return fail(rejection)
      const timer = await timers.next()
      if (timer === undefined) return true
      const woken = context.callFunction(wake, context.undefined, context.newNumber(timer))
      if (woken.error) return fail(woken.error)
      woken.value.dispose()
    }
  })
}

interface Furniture {
  readonly inspect: QuickJSHandle
  readonly wake: QuickJSHandle
}

/** Puts the prelude's console, timers and input into an empty engine. */
function furnish(
  context: QuickJSContext,
  scope: Scope,
  { timers, input, write }: { readonly timers: Timers } & Pick<Script, 'input' | 'write'>,
): Furniture {
  const lines = linesOf(input)
  const host = scope.manage(context.newObject())
  const offer = (name: string, work: (...values: QuickJSHandle[]) => QuickJSHandle | undefined) =>
    context.newFunction(name, work).consume((handle) => context.setProp(host, name, handle))
  offer('write', (stream = context.undefined, text = context.undefined) => {
    write(context.getString(stream) === 'err' ? 'err' : 'out', context.getString(text))
    return undefined
  })
  offer('read', () => {
    const line = lines.shift()
    return line === undefined ? context.null : context.newString(line)
  })
  offer('wait', (delay = context.undefined, repeats = context.undefined) =>
    context.newNumber(timers.add(context.getNumber(delay), context.dump(repeats) === true)),
  )
  offer('forget', (id = context.undefined) => {
    timers.remove(context.getNumber(id))
    return undefined
  })
  const begin = scope.manage(
    context.unwrapResult(context.evalCode(prelude, 'prelude.js', { type: 'global' })),
  )
  const furniture = scope.manage(context.unwrapResult(context.callFunction(begin, context.undefined, host)))
  return {
    inspect: scope.manage(context.getProp(furniture, 'inspect')),
    wake: scope.manage(context.getProp(furniture, 'wake')),
  }
}

/** Code with imports, exports or an `await` at its top is a module; anything else is not, so that sloppy code runs too. */
function typeOf(context: QuickJSContext, code: string, name: string): 'global' | 'module' {
  const compiles = (type: 'global' | 'module') => {
    const compiled = context.evalCode(code, name, { type, compileOnly: true })
    compiled.dispose()
    return compiled.error === undefined
  }
  if (compiles('global')) return 'global'
  return compiles('module') || /^\s*(import|export)\b/m.test(code) ? 'module' : 'global'
}

function rejectionOf(context: QuickJSContext, value: QuickJSHandle): QuickJSHandle | undefined {
  const state = context.getPromiseState(value)
  if (state.type === 'rejected') return state.error
  if (state.type === 'fulfilled' && state.notAPromise !== true) state.value.dispose()
  return undefined
}

/** An error as its engine shows it, unless there was no memory left for that. */
function tell(context: QuickJSContext, inspect: QuickJSHandle, error: QuickJSHandle): string {
  const shown = context.callFunction(inspect, context.undefined, error)
  const text = shown.error ? 'Out of memory' : context.getString(shown.value)
  shown.dispose()
  return text.startsWith('InternalError: out of memory') ? 'Out of memory' : text
}
