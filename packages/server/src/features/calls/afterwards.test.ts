import { createHmac } from 'node:crypto'
import { getCreator, getEarnings, getIceServers, listCalls, rateCall, reportCall } from '@stoa/contract/calls'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CallsTest, connect, type Person, talk, testCalls } from './calls.testing.ts'

let town: CallsTest
beforeAll(async () => {
  town = await testCalls()
})
afterAll(() => town.close())

/** A whole call of so many seconds, settled. */
async function hold(caller: Person, creator: Person, seconds: number) {
  const call = await caller.start(creator)
  await creator.accept(call)
  await Promise.all([caller.beat(call), creator.beat(call)])
  await talk(town, { call, caller, creator, seconds })
  await caller.end(call)
  await town.node.work()
  return call
}

test('W7: earnings are those of settled calls, by the days of the reader, by caller and in all', async () => {
  const [one, two] = [await town.person({ cents: 10_000 }), await town.person({ cents: 10_000 })]
  const creator = await town.creator({ rate: 100 })
  const midnight = Date.UTC(2030, 0, 16)
  town.clock.now = midnight - 120_000
  await hold(one, creator, 60)
  town.clock.now = midnight + 60_000
  const second = await hold(one, creator, 30)
  await hold(two, creator, 120)
  const query = { from: midnight - 86_400_000, to: midnight + 86_400_000 }
  const earned = await creator.call(getEarnings, { query })
  expect(earned).toMatchObject({
    ...{ total: '3.50', earned: 280, fees: 70, seconds: 210 },
    days: [
      { day: '2030-01-15', earned: 80, seconds: 60, calls: 1 },
      { day: '2030-01-16', earned: 200, seconds: 150, calls: 2 },
    ],
    callers: [
      { caller: two.user, earned: 160, seconds: 120, calls: 1 },
      { caller: one.user, earned: 120, seconds: 90, calls: 2 },
    ],
  })
  expect(earned.calls.map(({ seconds }) => seconds)).toEqual([120, 30, 60])
  expect(earned.calls[1]).toEqual({
    ...{
      call: second.id,
      caller: one.user,
      at: midnight + 90_000,
      seconds: 30,
      rate: 100,
      earned: 40,
      fee: 10,
    },
  })
  const later = await creator.call(getEarnings, { query: { ...query, zone: 'Europe/Paris' } })
  expect(later.days.map(({ day }) => day)).toEqual(['2030-01-16'])
  const none = await creator.call(getEarnings, { query: { from: 0, to: 1 } })
  expect(none).toMatchObject({ total: '0.00', earned: 0, days: [] })
  await expect(creator.call(getEarnings, { query: { from: 5, to: 5 } })).rejects.toMatchObject({
    code: 'BAD_REQUEST',
  })
  await expect(one.call(getEarnings, { query })).rejects.toMatchObject({ code: 'NOT_ALLOWED' })
})

test('W7: earnings are by the days of where the reader is, also where the clocks were changed since', async () => {
  const caller = await town.person({ cents: 10_000 })
  const creator = await town.creator({ rate: 60 })
  // In Berlin clocks go back an hour on 27 October 2030. These end half an hour past midnight, in summer and in winter.
  for (const end of [Date.UTC(2030, 9, 19, 22, 30), Date.UTC(2030, 10, 4, 23, 30)]) {
    town.clock.now = end - 60_000
    await hold(caller, creator, 60)
  }
  const query = { from: Date.UTC(2030, 9, 1), to: Date.UTC(2030, 10, 30), zone: 'Europe/Berlin' }
  const { days } = await creator.call(getEarnings, { query })
  expect(days.map(({ day }) => day)).toEqual(['2030-10-20', '2030-11-05'])
  const lost = creator.call(getEarnings, { query: { ...query, zone: 'Mars/Olympus' } })
  await expect(lost).rejects.toMatchObject({ code: 'BAD_REQUEST' })
})

test('each sees their own calls, newest first, in pages', async () => {
  const caller = await town.person({ cents: 10_000 })
  const [creator, other] = [await town.creator(), await town.creator()]
  const calls = []
  for (const to of [creator, other, creator]) {
    calls.push(await hold(caller, to, 5))
    town.clock.now += 1000
  }
  const [first, second, third] = calls.map(({ id }) => id)
  const ids = async (who: Person, query: object = {}) =>
    (await who.call(listCalls, { query })).calls.map(({ id }) => id)
  expect(await ids(caller)).toEqual([third, second, first])
  expect(await ids(creator)).toEqual([third, first])
  const [newest] = (await caller.call(listCalls, { query: { limit: 1 } })).calls
  expect(await ids(caller, { before: newest?.createdAt })).toEqual([second, first])
})

test('the caller gives stars once the call is over, and may think again; the creator shows their mean', async () => {
  const { caller, creator, call } = await connect(town)
  const other = await connect(town)
  const rate = (who: Person, stars: number) =>
    who.call(rateCall, { params: { call: call.id }, body: { stars, comment: 'Thank you' } })
  await expect(rate(caller, 5)).rejects.toMatchObject({ code: 'CONFLICT' })
  await caller.end(call)
  await expect(rate(creator, 5)).rejects.toMatchObject({ code: 'NOT_ALLOWED' })
  expect(await rate(caller, 2)).toMatchObject({ stars: 2 })
  expect(await rate(caller, 5)).toMatchObject({ stars: 5 })
  await expect(rate(caller, 6)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  const shown = await other.caller.call(getCreator, { params: { user: creator.user } })
  expect(shown).toMatchObject({ rating: 5, ratings: 1 })
})

test('what no database holds is refused in a rating and in a report', async () => {
  const { caller, call } = await connect(town)
  await caller.end(call)
  const [params, comment] = [{ call: call.id }, 'a\0b']
  for (const answer of [
    caller.call(rateCall, { params, body: { stars: 5, comment } }),
    caller.call(reportCall, { params, body: { reason: comment } }),
  ])
    await expect(answer).rejects.toMatchObject({ code: 'BAD_REQUEST' })
})

test('either may report the other, once a call, and it is written down for moderators', async () => {
  const { caller, creator, call } = await connect(town)
  const report = (who: Person, reason: string) =>
    who.call(reportCall, { params: { call: call.id }, body: { reason } })
  await report(caller, 'Rude')
  await report(creator, 'Ruder')
  await expect(report(caller, 'Still rude')).rejects.toMatchObject({ code: 'CONFLICT' })
  await expect(report(caller, '   ')).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  const { rows } =
    await sql`SELECT by_user, about, reason FROM call_reports WHERE call_id = ${call.id} ORDER BY reason`.execute(
      town.database.db,
    )
  expect(rows).toEqual([
    { by_user: caller.user, about: creator.user, reason: 'Rude' },
    { by_user: creator.user, about: caller.user, reason: 'Ruder' },
  ])
  const events = await sql`SELECT 1 FROM security_events WHERE kind = 'calls.reported'`.execute(
    town.database.db,
  )
  expect(events.rows).toHaveLength(2)
})

test('C4: TURN credentials are for one person and a while, as coturn checks them; without TURN it says so', async () => {
  const caller = await town.person()
  expect(await caller.call(getIceServers, {})).toMatchObject({ relay: false, expiresAt: null })
  await using held = new AsyncDisposableStack()
  const settings = {
    ...{ stunUrls: 'none', turnUrls: 'turn:turn.example.com:3478?transport=udp,turns:turn.example.com:5349' },
    turnSecret: 'north of nowhere',
  }
  const relayed = held.adopt(await testCalls(undefined, settings), (one) => one.close())
  const person = await relayed.person()
  const { iceServers, relay, expiresAt } = await person.call(getIceServers, {})
  const [server] = iceServers
  expect(relay).toBe(true)
  expect(iceServers).toHaveLength(1)
  expect(server?.urls).toEqual(['turn:turn.example.com:3478?transport=udp', 'turns:turn.example.com:5349'])
  expect(server?.username).toBe(`${(expiresAt ?? 0) / 1000}:${person.user}`)
  expect(expiresAt).toBeGreaterThan(relayed.clock.now)
  const signed = createHmac('sha1', 'north of nowhere')
    .update(server?.username ?? '')
    .digest('base64')
  expect(server?.credential).toBe(signed)
})

test('what is no amount, key, person or call is refused before anything happens', async () => {
  const caller = await town.person({ cents: 500 })
  const creator = await town.creator()
  const start = (body: unknown) => town.node.raw(caller.token, 'POST', '/api/v1/calls', JSON.stringify(body))
  const good = { creator: creator.user, media: 'video', key: crypto.randomUUID() }
  for (const body of [
    ...[
      null,
      [],
      {},
      'call',
      { ...good, key: 'again' },
      { ...good, creator: 'me' },
      { ...good, media: 'smell' },
    ],
    ...[
      { ...good, price: 1 },
      { ...good, rate: 0 },
      { ...good, rate: 0.5 },
      { ...good, creator: undefined },
    ],
  ])
    expect(await start(body)).toMatchObject({ status: 400, body: { error: 'BAD_REQUEST' } })
  expect((await town.node.raw(caller.token, 'POST', '/api/v1/calls', '{')).status).toBe(400)

  const page = { headline: '', about: '', schedule: '', audio: true, video: true, available: true }
  for (const rate of [0, -1, 0.5, 100_001, 2 ** 53, 2 ** 60, '60', null])
    expect(
      await town.node.raw(creator.token, 'PUT', '/api/v1/creator', JSON.stringify({ ...page, rate })),
    ).toMatchObject({ status: 400 })

  const call = await caller.start(creator)
  const beat = (body: unknown) =>
    town.node.raw(caller.token, 'POST', `/api/v1/calls/${call.id}/heartbeat`, JSON.stringify(body))
  for (const body of [{}, { connected: 'yes' }, { connected: true, seconds: 60 }])
    expect((await beat(body)).status).toBe(400)
  for (const id of ['1', '..', '%00', crypto.randomUUID().slice(1)])
    expect(
      (await town.node.raw(caller.token, 'POST', `/api/v1/calls/${id}/end`)).status,
    ).toBeGreaterThanOrEqual(400)
  expect((await town.node.raw(caller.token, 'POST', `/api/v1/calls/${crypto.randomUUID()}/end`)).status).toBe(
    404,
  )
  expect((await caller.see(call)).state).toBe('ringing')
})
