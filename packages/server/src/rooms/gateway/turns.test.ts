import { describe, expect, it } from 'vitest'
import { createTurns } from './turns.ts'

describe('turns', () => {
  it('T9: so much at once and no more, in order, and what fails gives its place on', async () => {
    const turns = createTurns({ most: 2, patient: 10 })
    const begun: number[] = []
    const gates = Array.from({ length: 5 }, () => Promise.withResolvers<number>())
    const results = gates.map((gate, n) =>
      turns.take(() => {
        begun.push(n)
        return gate.promise
      }),
    )
    expect(begun).toEqual([0, 1])
    gates[1]?.reject(new Error('it failed'))
    await expect(results[1]).rejects.toThrow('it failed')
    expect(begun).toEqual([0, 1, 2])
    for (const [n, gate] of gates.entries()) gate.resolve(n)
    expect(await Promise.all(results.filter((_, n) => n !== 1))).toEqual([0, 2, 3, 4])
    expect(begun).toEqual([0, 1, 2, 3, 4])
  })

  it('T9: what would wait too long behind others is refused with when to come back', async () => {
    const turns = createTurns({ most: 1, patient: 1 })
    const gate = Promise.withResolvers<void>()
    const first = turns.take(() => gate.promise)
    const second = turns.take(async () => 'waited')
    await expect(turns.take(async () => 'never')).rejects.toMatchObject({
      code: 'TOO_MANY',
      details: { retryAfter: 1000 },
    })
    gate.resolve()
    await first
    expect(await second).toBe('waited')
    expect(await turns.take(async () => 'again')).toBe('again')
  })
})
