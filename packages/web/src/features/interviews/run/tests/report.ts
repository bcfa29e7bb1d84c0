import type { RunOutcome, TestCase } from '@stoa/contract/interviews'
import type * as z from 'zod'
import { matches } from './compare.ts'

/** A test case that was run. */
export interface TestRun {
  readonly test: TestCase
  readonly hidden: boolean
  readonly outcome: z.output<typeof RunOutcome>
  /** What it wrote to its output. */
  readonly actual: string
  /** What went wrong, if it failed. */
  readonly errors: string
}

export function passed({ test, outcome, actual }: TestRun): boolean {
  return outcome === 'finished' && matches(test.expected, actual)
}

/** How the run of these as a whole ended: as its worst. */
export function outcomeOf(runs: readonly TestRun[]): TestRun['outcome'] {
  const order = ['stopped', 'timeout', 'failed'] as const
  return order.find((outcome) => runs.some((one) => one.outcome === outcome)) ?? 'finished'
}

/** What everybody is told of a run of tests. Hidden ones are never in it (P9): neither their texts nor how they went. */
export function reportOf(runs: readonly TestRun[]) {
  const visible = runs.filter(({ hidden }) => !hidden)
  return {
    outcome: outcomeOf(visible),
    tests: visible.map((one) => ({ name: one.test.name, passed: passed(one) })),
    output: visible
      .filter((one) => !passed(one))
      .map(describe)
      .join('\n'),
  }
}

function describe({ test, outcome, actual, errors }: TestRun): string {
  const ended = {
    finished: '',
    failed: 'It failed.\n',
    stopped: 'It was stopped.\n',
    timeout: 'It ran out of time.\n',
  }
  return [
    `✗ ${test.name}\n`,
    `Expected:\n${test.expected.trimEnd()}\n`,
    `It wrote:\n${actual.trimEnd()}\n`,
    ended[outcome],
    errors,
  ].join('')
}
