import { randomUUID } from 'node:crypto'
import { Fault, type UserId } from '@stoa/contract/http'
import fc from 'fast-check'
import { sql } from 'kysely'
import { expect } from 'vitest'
import type { Database } from '../../../platform/database/database.ts'
import { verifyBooks } from '../verify/verify.ts'
import type { Command, Done, Key } from './commands.ts'
import type { Ledger } from './ledger.ts'
import { Model, makePeople } from './model.testing.ts'
import type { Party } from './parties.ts'

/** One node's ledger. */
export interface Node {
  readonly ledger: Ledger
  readonly database: Database
}

const who = fc.nat({ max: 8 })
const which = fc.nat({ max: 40 })
const cents = fc.oneof(fc.integer({ min: 1, max: 400 }), fc.constant(Number.MAX_SAFE_INTEGER))
const wish = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('transfer' as const),
      legs: fc.array(fc.record({ from: who, to: who, amount: cents }), { minLength: 1, maxLength: 3 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('fund' as const),
      user: who,
      amount: fc.integer({ min: 1, max: 900 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('hold' as const), user: who, amount: cents }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('extend' as const), which, more: cents }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('capture' as const),
      which,
      parts: fc.array(fc.record({ to: who, amount: fc.integer({ min: 1, max: 300 }) }), { maxLength: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('release' as const), which }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('reverse' as const), which }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('again' as const), which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('otherwise' as const), which }) },
)
type Wish = typeof wish extends fc.Arbitrary<infer W> ? W : never

/** How the commands of one moment reach the ledger. */
const way = fc.constantFrom('in order' as const, 'all at once' as const)
const moments = fc.array(fc.record({ way, wishes: fc.array(wish, { minLength: 1, maxLength: 12 }) }), {
  minLength: 1,
  maxLength: 12,
})

interface Asked {
  readonly command: Command
  readonly key: Key
}
type Answer = Asked & ({ readonly done: Done } | { readonly fault: Fault })

/** W2–W6 against a plain model after every moment, with random commands at the same time on the nodes given. */
export async function keepsTheBooks(nodes: readonly Node[], runs: number): Promise<void> {
  const [first] = nodes
  if (first === undefined) throw new Error('no nodes')
  await fc.assert(
    fc.asyncProperty(moments, async (story) => {
      const people = await makePeople(first.database, 4)
      const demo = await makePeople(first.database, 2, { demo: true })
      const model = new Model(people, demo)
      const past: Answer[] = []
      for (const { way, wishes } of story) {
        const asked = wishes.flatMap((one) => concrete(one, { model, people: [...people, ...demo], past }))
        const answers = await ask(nodes, asked, way)
        if (way === 'in order') followsInOrder(model, past, answers)
        else followsInSomeOrder(model, past, answers)
        past.push(...answers)
        await agrees(first, model)
      }
      expect((await verifyBooks(first.database.db)).findings).toEqual([])
    }),
    // Shrinking a story that fails only sometimes would go on until the test's time is over, and nothing would be said of it.
    { numRuns: runs, endOnFailure: true },
  )
}

/** The command a wish stands for now; none where it is about a hold or transfer and there is none yet. */
function concrete(
  wish: Wish,
  {
    model,
    people,
    past,
  }: { readonly model: Model; readonly people: readonly UserId[]; readonly past: readonly Answer[] },
): Asked[] {
  const userAt = (index: number) => people[index % people.length] ?? ('' as UserId)
  const partyAt = (index: number): Party =>
    people[index] ?? (['funding', 'fees', 'payouts'] as const)[index % 3] ?? 'fees'
  const pick = <T>(from: readonly T[], index: number) =>
    from.length === 0 ? [] : [from[index % from.length] as T]
  const asked = (command: Command): Asked[] => [{ command, key: { owner: userAt(0), key: randomUUID() } }]
  switch (wish.do) {
    case 'transfer': {
      const legs = wish.legs.flatMap(({ from, to, amount }) =>
        from === to || (from >= people.length && to >= people.length)
          ? []
          : [
              {
                from: partyAt(from),
                to: partyAt(to),
                amount: Math.min(amount, 2 ** 40),
                kind: 'call' as const,
              },
            ],
      )
      return legs.length === 0 ? [] : asked({ do: 'transfer', legs })
    }
    case 'fund':
      return asked({
        do: 'transfer',
        legs: [{ from: 'funding', to: userAt(wish.user), amount: wish.amount, kind: 'grant' }],
      })
    case 'hold':
      return asked({ do: 'hold', user: userAt(wish.user), amount: wish.amount, expiresAt: null })
    case 'extend':
      return pick([...model.holds.keys()], wish.which).flatMap((hold) =>
        asked({ do: 'extend', hold, more: wish.more, expiresAt: null }),
      )
    case 'capture':
      return pick([...model.holds.entries()], wish.which).flatMap(([hold, { user }]) => {
        const real = people.indexOf(user) < 4
        const parts = wish.parts
          .map(({ to, amount }) => ({ to: partyAt(to), amount, kind: 'call' as const }))
          .filter(
            ({ to }) =>
              to !== user && (!people.includes(to as UserId) || people.indexOf(to as UserId) < 4 === real),
          )
        return asked({ do: 'capture', hold, parts })
      })
    case 'release':
      return pick([...model.holds.keys()], wish.which).flatMap((hold) => asked({ do: 'release', hold }))
    case 'reverse':
      return pick([...model.transfers.keys()], wish.which).flatMap((transfer) =>
        asked({ do: 'reverse', transfer, note: 'a mistake' }),
      )
    case 'again':
      return pick(past, wish.which).map(({ command, key }) => ({ command, key }))
    case 'otherwise':
      return pick(past, wish.which).map(({ key }) => ({
        command: { do: 'hold', user: userAt(1), amount: 7_777, expiresAt: 7_777 },
        key,
      }))
  }
}

/** In order: all through one queue. All at once: over all nodes, by turns in the queue and in transactions of their own. */
async function ask(
  nodes: readonly Node[],
  asked: readonly Asked[],
  way: 'in order' | 'all at once',
): Promise<Answer[]> {
  return Promise.all(
    asked.map(async (one, index): Promise<Answer> => {
      const { ledger, database } = nodes[way === 'in order' ? 0 : index % nodes.length] as Node
      const alone = way === 'all at once' && index % 3 === 2
      try {
        const done = alone
          ? await database.transaction(async (tx) => (await ledger.apply(tx, [one]))[0] as Done)
          : await ledger.submit(one.command, one.key)
        return { ...one, done }
      } catch (error) {
        if (error instanceof Fault) return { ...one, fault: error }
        throw error
      }
    }),
  )
}

const same = (one: Asked, other: Asked) => one.key.owner === other.key.owner && one.key.key === other.key.key
const codeOf = (answer: Answer) => ('done' in answer ? null : answer.fault.code)
/** What was done under this key before: what was refused left nothing behind. */
const earlierOf = (past: readonly Answer[], one: Asked) =>
  past.find((earlier) => same(earlier, one) && 'done' in earlier)

/** Each answer is what the model says to it after the ones before. */
function followsInOrder(model: Model, past: readonly Answer[], answers: readonly Answer[]): void {
  answers.forEach((answer, index) => {
    const earlier = earlierOf([...past, ...answers.slice(0, index)], answer)
    if (earlier !== undefined) repeats(earlier, answer)
    else {
      expect([answer.command, codeOf(answer)]).toEqual([answer.command, model.objection(answer.command)])
      if ('done' in answer) model.book(answer.command, answer.done)
    }
  })
}

/** W6 */
function repeats(earlier: Answer, answer: Answer): void {
  if (JSON.stringify(earlier.command) !== JSON.stringify(answer.command))
    expect(codeOf(answer)).toBe('CONFLICT')
  else expect(answer).toEqual(earlier)
}

/** What was done is possible in some order, and for each refusal there is an order in which it is deserved. */
function followsInSomeOrder(model: Model, past: readonly Answer[], answers: readonly Answer[]): void {
  const before = new Map([...model.balances.keys()].map((user) => [user, model.available(user)]))
  const objections = answers.map(({ command }) => model.objection(command))
  const outflow = new Map<UserId, number>()
  const done: Answer[] = []
  for (const answer of answers) {
    const earlier = earlierOf(past, answer)
    const rival = earlierOf(done, answer)
    if (earlier !== undefined) repeats(earlier, answer)
    else if (rival !== undefined) sharesOrLoses(rival, answer)
    else if ('done' in answer) done.push(answer)
  }
  // Whatever raises a hold came before whatever closed it.
  const rank = ({ command }: Answer) => (command.do === 'extend' ? 0 : 1)
  for (const answer of done.toSorted((one, other) => rank(one) - rank(other))) {
    if (!('done' in answer)) continue
    for (const [user, amount] of model.outflows(answer.command))
      outflow.set(user, (outflow.get(user) ?? 0) + amount)
    const objection = model.objection(answer.command)
    expect([answer.command, objection === 'PAYMENT_REQUIRED' ? null : objection]).toEqual([
      answer.command,
      null,
    ])
    model.book(answer.command, answer.done)
  }
  for (const [index, answer] of answers.entries()) {
    if ('done' in answer) continue
    const { command, fault } = answer
    const taken = [...past, ...answers].some(
      (other) => other !== answer && same(other, answer) && 'done' in other,
    )
    if (fault.code === 'CONFLICT' && taken) continue
    if (fault.code === 'PAYMENT_REQUIRED') {
      const needed = new Map<UserId, number>()
      for (const [user, amount] of model.outflows(command)) needed.set(user, (needed.get(user) ?? 0) + amount)
      const deserved = [...needed].some(
        ([user, amount]) => (before.get(user) ?? 0) - (outflow.get(user) ?? 0) < amount,
      )
      expect([command, deserved]).toEqual([command, true])
    } else {
      // Refused before all others or after them: a hold that was too small may have been raised since, an open one closed.
      const deserved = [objections[index], model.objection(command)].includes(fault.code)
      expect([command, fault.code, deserved]).toEqual([command, fault.code, true])
    }
  }
}

/** Two with one key at the same moment: one content wins. What was refused may have come before it, and is judged as any refusal is. */
function sharesOrLoses(winner: Answer, answer: Answer): void {
  if (!('done' in answer)) return
  expect(answer).toEqual(winner)
}

/** The database has what the model has, and keeps W2, W4 and W5. */
async function agrees({ database, ledger }: Node, model: Model): Promise<void> {
  for (const [user, balance] of model.balances) {
    const held = model.held.get(user) ?? 0
    expect(await ledger.balanceOf(database.db, user)).toMatchObject({
      balance,
      held,
      available: balance - held,
    })
    expect(balance - held).toBeGreaterThanOrEqual(0)
  }
  const { rows } = await sql`SELECT demo FROM wallet_accounts GROUP BY demo HAVING sum(balance) <> 0`.execute(
    database.db,
  )
  expect(rows).toEqual([])
}
