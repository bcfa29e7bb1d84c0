import type { TestCase } from '@stoa/contract/interviews'
import { gather, type Transcript, textOf } from './output/transcript.ts'
import type { Program, Runnable } from './protocol.ts'
import type { Interpreter, Result } from './sandbox/interpreter.ts'
import type { Preparing, Runner } from './sandbox/runner.ts'
import type { TestRun } from './tests/report.ts'

interface Job {
  readonly runner: Runner
  readonly signal: AbortSignal
  readonly preparing: (what: Preparing) => void
}

export interface Executed extends Result {
  readonly transcript: Transcript
}

/** Runs a program, telling what it wrote so far. */
export function execute(
  { runner, signal, preparing }: Job,
  program: Program,
  told: (transcript: Transcript) => void,
): Promise<Executed> {
  return runner.use(program.language, preparing, (interpreter) => {
    signal.throwIfAborted()
    return watch(interpreter, program, signal, told)
  })
}

export interface Testing {
  readonly language: Runnable
  readonly code: string
  readonly tests: readonly TestCase[]
  readonly hiddenTests: readonly TestCase[]
}

/** Runs each test by itself, the hidden ones last: what they are given is then in nothing that is shared. */
export async function executeTests(
  { runner, signal, preparing }: Job,
  { language, code, tests, hiddenTests }: Testing,
  told: (runs: readonly TestRun[]) => void,
): Promise<{ readonly runs: readonly TestRun[]; readonly milliseconds: number }> {
  const runs: TestRun[] = []
  let milliseconds = 0
  const waiting = [
    ...tests.map((test) => ({ test, hidden: false })),
    ...hiddenTests.map((test) => ({ test, hidden: true })),
  ]
  const one = async (interpreter: Interpreter, { test, hidden }: (typeof waiting)[number]) => {
    const program = { language, code, input: test.input }
    const result = await watch(interpreter, program, signal, () => undefined)
    if (!hidden) milliseconds += result.milliseconds
    const { outcome, transcript } = result
    runs.push({
      test,
      hidden,
      outcome,
      actual: textOf(transcript, ['out']),
      errors: textOf(transcript, ['err']),
    })
    told([...runs])
  }
  // One that has to be ended takes its interpreter with it, and the next one has another.
  while (waiting.length > 0 && !signal.aborted)
    await runner.use(language, preparing, async (interpreter) => {
      told([...runs])
      while (interpreter.alive && !signal.aborted) {
        const next = waiting.shift()
        if (next === undefined) return
        await one(interpreter, next)
      }
    })
  return { runs, milliseconds }
}

async function watch(
  interpreter: Interpreter,
  program: Program,
  signal: AbortSignal,
  told: (transcript: Transcript) => void,
): Promise<Executed> {
  const gathered = gather(told)
  told({ pieces: [], cut: false })
  const result = await interpreter.run({ program, write: gathered.write, cut: gathered.cut, signal })
  return { ...result, transcript: gathered.end() }
}
