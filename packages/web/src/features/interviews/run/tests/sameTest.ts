import type { TestCase } from '@stoa/contract/interviews'

/** Is it still the test that was run? */
export function sameTest(one: TestCase, other: TestCase): boolean {
  return one.id === other.id && one.input === other.input && one.expected === other.expected
}
