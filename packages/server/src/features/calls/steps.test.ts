import { acceptCall, type CallState, declineCall, endCall, rateCall, reportCall } from '@stoa/contract/calls'
import { Fault } from '@stoa/contract/http'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CallsTest, connect, testCalls } from './calls.testing.ts'
import { next, type Step } from './steps.ts'

let town: CallsTest
let connected: Awaited<ReturnType<typeof connect>>
beforeAll(async () => {
  town = await testCalls()
  connected = await connect(town)
})
afterAll(() => town.close())

/** Where each step of each side leads from each state: `=` is a harmless repeat, `403` and `409` refusals. */
const table = `
                  initiated  ringing    ongoing  ended  declined  missed  cancelled  failed
  creator accept  ongoing    ongoing    =        409    409       409     409        409
  creator decline declined   declined   409      409    =         409     409        409
  creator end     409        409        ended    =      409       409     409        409
  caller  accept  403        403        403      403    403       403     403        403
  caller  decline 403        403        403      403    403       403     403        403
  caller  end     cancelled  cancelled  ended    =      409       409     =          409`

const [head = '', ...lines] = table.trim().split('\n')
const states = head.trim().split(/\s+/) as CallState[]

describe('C1: every step from every state', () => {
  for (const line of lines) {
    const [side, step, ...cells] = line.trim().split(/\s+/)
    for (const [index, expected] of cells.entries()) {
      const state = states[index]
      if (state === undefined) throw new Error('a cell too many')
      test(`${side} ${step} a call that is ${state}: ${expected}`, async () => {
        const outcome = () => next(step as Step, side as 'caller' | 'creator', state)
        if (expected === '403' || expected === '409')
          expect(outcome).toThrow(expect.objectContaining({ statusCode: Number(expected) }))
        else expect(outcome()).toBe(expected === '=' ? null : expected)

        // The same over HTTP, on a call that is put in that state.
        const { caller, creator, call } = connected
        const over = !['initiated', 'ringing', 'ongoing'].includes(state)
        await sql`
          UPDATE calls SET state = ${state}, ended_at = ${over ? town.clock.now : null}::bigint WHERE id = ${call.id}`.execute(
          town.database.db,
        )
        const who = side === 'caller' ? caller : creator
        const route = { accept: acceptCall, decline: declineCall, end: endCall }[step as Step]
        const answer = await who.call(route, { params: { call: call.id } }).catch((error: unknown) => error)
        if (answer instanceof Fault) expect(String(answer.statusCode)).toBe(expected)
        else expect(answer).toMatchObject({ state: expected === '=' ? state : expected })
      })
    }
  }
})

test('a stranger is told that there is no such call, whatever they ask', async () => {
  const { call } = await connect(town)
  const stranger = await town.person()
  const at = { params: { call: call.id } }
  for (const ask of [
    () => stranger.accept(call),
    () => stranger.end(call),
    () => stranger.call(declineCall, at),
    () => stranger.beat(call),
    () => stranger.see(call),
    () => stranger.call(rateCall, { ...at, body: { stars: 5 } }),
    () => stranger.call(reportCall, { ...at, body: { reason: 'I was not there' } }),
  ])
    await expect(ask()).rejects.toMatchObject({ code: 'NOT_FOUND', statusCode: 404 })
})

test('C1: both may hang up at the same moment, and it ends once', async () => {
  const { caller, creator, call } = await connect(town)
  const other = await town.another()
  const ended = await Promise.all([caller.end(call), creator.end(call), caller.end(call, other)])
  expect(ended.map(({ state }) => state)).toEqual(['ended', 'ended', 'ended'])
  const states = (await caller.entries(call)).filter(({ type }) => type === 'call.state')
  expect(states.filter(({ body }) => (body as { state: string }).state === 'ended')).toHaveLength(1)
})

test('C1: the room tells every step to both, and takes nothing more once it is settled', async () => {
  const { caller, creator, call } = await connect(town)
  await creator.end(call)
  await town.node.work()
  const told = (await caller.entries(call)).map(({ type, body }) =>
    type === 'call.state' ? `${(body as { state: string }).state}` : type,
  )
  expect(told).toEqual([
    'room.created',
    'ringing',
    'ongoing',
    'ongoing',
    'call.held',
    'ended',
    'room.changed',
  ])
})
