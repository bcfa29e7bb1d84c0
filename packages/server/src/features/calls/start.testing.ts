import { Fault } from '@stoa/contract/http'
import { expect, test } from 'vitest'
import type { CallsTest } from './calls.testing.ts'

/** What becomes of many who call at once. Run on both kinds of database. */
export function manyCallersTest(open: () => Promise<CallsTest>): void {
  test('C2: of 100 who call at the same moment exactly one rings, and the others pay nothing', async () => {
    await using held = new AsyncDisposableStack()
    const town = held.adopt(await open(), (one) => one.close())
    const other = await town.another()
    const creator = await town.creator({ rate: 60 })
    const callers = await Promise.all(Array.from({ length: 100 }, () => town.person({ cents: 100 })))
    const outcomes = await Promise.allSettled(
      callers.map((caller, index) => caller.start(creator, { at: index % 2 === 0 ? town.node : other })),
    )
    const rang = outcomes.filter((outcome) => outcome.status === 'fulfilled')
    expect(rang.map((outcome) => outcome.value.state)).toEqual(['ringing'])
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))
    expect(refused.every((fault) => fault instanceof Fault && fault.details?.['why'] === 'busy')).toBe(true)
    const balances = await Promise.all(callers.map((caller) => caller.cents()))
    expect(balances.reduce((sum, { held: coins }) => sum + coins, 0)).toBe(60)
    expect(town.pushed).toHaveLength(1)
    await town.balanced()
  })
}
