import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'

/** What a child process answers. Arguments and results cross as JSON. */
export type Calls = { readonly [name: string]: (argument: never) => unknown }

interface Question {
  readonly id: number
  readonly name: string
  readonly argument: unknown
}

type Answer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: string }

/** A process of its own that answers calls. */
export interface Child<C extends Calls> {
  readonly process: ChildProcess
  /** Rejects with what the call threw, or when the process ends before it answers. */
  call<N extends keyof C & string>(name: N, argument: Parameters<C[N]>[0]): Promise<Awaited<ReturnType<C[N]>>>
  /** Sends the signal [SIGTERM] and resolves once the process is gone. */
  end(signal?: NodeJS.Signals): Promise<void>
}

export interface ChildOptions {
  readonly file: string
  readonly args?: readonly string[]
  readonly nodeArgs?: readonly string[]
  /** Its whole environment; this process's where absent. */
  readonly env?: Readonly<Record<string, string>>
  /** Told each line it writes; where absent its output goes where this process's goes. */
  readonly onOutput?: (line: string) => void
}

export function startChild<C extends Calls>(options: ChildOptions): Child<C> {
  const { file, args = [], nodeArgs = [], env, onOutput } = options
  const output = onOutput === undefined ? 'inherit' : 'pipe'
  const child = fork(file, [...args], {
    execArgv: [...nodeArgs],
    stdio: ['ignore', output, output, 'ipc'],
    ...(env === undefined ? {} : { env: { ...env } }),
  })
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  let last = 0
  if (onOutput !== undefined)
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', lines(onOutput))
  child.on('message', (message) => {
    const answer = message as Answer
    const asked = waiting.get(answer.id)
    waiting.delete(answer.id)
    if ('error' in answer) asked?.reject(new Error(answer.error))
    else asked?.resolve(answer.value)
  })
  child.once('exit', (code, signal) => {
    for (const asked of waiting.values())
      asked.reject(new Error(`${file} ended with ${signal ?? code} before it answered`))
    waiting.clear()
  })
  return {
    process: child,
    call(name, argument) {
      last += 1
      const asked = Promise.withResolvers<unknown>()
      waiting.set(last, asked)
      child.send({ id: last, name, argument } satisfies Question, (error) => {
        if (error !== null) asked.reject(error)
      })
      // Only the other side's `answerCalls` of the same calls answers here.
      return asked.promise as never
    },
    async end(signal = 'SIGTERM') {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill(signal)
      await ended
    },
  }
}

/** Answers the parent's calls, and ends with it: nothing a benchmark starts outlives it. */
export function answerCalls(calls: Calls): void {
  process.once('disconnect', () => process.exit())
  process.on('message', (message) => {
    const { id, name, argument } = message as Question
    const answer = (reply: Answer) => process.send?.(reply)
    async function run(): Promise<unknown> {
      const call = calls[name]
      if (call === undefined) throw new Error(`there is no call "${name}"`)
      return call(argument as never)
    }
    run().then(
      (value) => answer({ id, value }),
      (error: unknown) =>
        answer({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    )
  })
}

function lines(tell: (line: string) => void): (text: string) => void {
  let rest = ''
  return (text) => {
    const parts = `${rest}${text}`.split('\n')
    rest = parts.pop() ?? ''
    for (const line of parts) tell(line)
  }
}
