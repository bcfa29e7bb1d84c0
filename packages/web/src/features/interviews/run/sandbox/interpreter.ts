import { Fault } from '@stoa/contract/http'
import type { RunOutcome } from '@stoa/contract/interviews'
import type * as z from 'zod'
import { type Program, type Report, type Stream, timeLimit } from '../protocol.ts'
import type { LoadedRuntime } from './loadRuntime.ts'
import { openSandbox } from './openSandbox.ts'

export interface Execution {
  readonly program: Program
  readonly write: (stream: Stream, text: string) => void
  /** It writes more than is passed on. */
  readonly cut: () => void
  readonly signal: AbortSignal
}

export interface Result {
  readonly outcome: z.output<typeof RunOutcome>
  readonly milliseconds: number
}

/** A worker with its runtime loaded, for programs one after another. */
export interface Interpreter {
  /** False once it was ended, by `close` or because a program had to be. */
  readonly alive: boolean
  /** Resolves once it can run; rejects where it did not come up. */
  readonly ready: Promise<void>
  run(execution: Execution): Promise<Result>
  close(): void
}

const startLimit = 60_000

export function startInterpreter({ script, assets }: LoadedRuntime): Interpreter {
  let alive = true
  const ready = Promise.withResolvers<void>()
  // Whoever waits for it hears; nobody may be.
  ready.promise.catch(() => undefined)
  let listen: (report: Report) => void = (report) => {
    if (report.type === 'ready') ready.resolve()
    if (report.type === 'broken') ready.reject(new Fault('INTERNAL', report.message))
  }
  const sandbox = openSandbox({ script, hear: (report) => listen(report) })
  const starting = setTimeout(() => {
    close()
    ready.reject(new Fault('UNAVAILABLE', 'The sandbox did not start.'))
  }, startLimit)
  ready.promise.then(
    () => clearTimeout(starting),
    () => clearTimeout(starting),
  )
  sandbox.tell({ type: 'load', assets })
  const close = () => {
    alive = false
    sandbox.close()
  }
  return {
    get alive() {
      return alive
    },
    ready: ready.promise,
    async run({ program, write, cut, signal }) {
      await ready.promise
      const ended = Promise.withResolvers<Result>()
      let began = performance.now()
      let timer: ReturnType<typeof setTimeout> | undefined
      const end = (outcome: Result['outcome']) =>
        ended.resolve({ outcome, milliseconds: Math.round(performance.now() - began) })
      const force = (outcome: Result['outcome']) => {
        close()
        end(outcome)
      }
      const stop = () => force('stopped')
      listen = (report) => {
        if (report.type === 'wrote') write(report.stream, report.text)
        if (report.type === 'cut') cut()
        if (report.type === 'began') {
          began = performance.now()
          timer = setTimeout(() => force('timeout'), timeLimit)
        }
        if (report.type === 'ended') end(report.well ? 'finished' : 'failed')
        if (report.type === 'broken') {
          write('err', `${describe(report.message)}\n`)
          force('failed')
        }
      }
      signal.addEventListener('abort', stop, { once: true })
      if (signal.aborted) stop()
      else sandbox.tell({ type: 'run', program })
      const result = await ended.promise
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
      return result
    },
    close,
  }
}

/** A runtime that has no memory left ends as a whole, each with words of its own. */
function describe(message: string): string {
  return /memory|allocat|OOM/i.test(message) ? 'Out of memory' : (message.split('\n')[0] ?? '')
}
