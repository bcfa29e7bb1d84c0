import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  createNode,
  createTown,
  type Node,
  personOf,
  someEmail,
  type Town,
  wrong,
} from '../accounts.testing.ts'

const minute = 60_000
let town: Town
let node: Node
let other: Node

beforeAll(async () => {
  town = await createTown()
  node = await createNode(town)
  other = await createNode(town)
})
afterAll(async () => {
  await node.close()
  await other.close()
  await town.close()
})

const login = (email: string, at = node) => at.call('POST', '/api/v1/login', { body: { email } })

async function eventsOf(kind: string, email: string): Promise<unknown[]> {
  const { rows } = await sql<{ details: unknown }>`
    SELECT e.details FROM security_events e JOIN users u ON u.id = e.subject
    WHERE e.kind = ${kind} AND u.email = ${email}`.execute(town.database.db)
  return rows
}

async function failTimes(email: string, code: string, times: number): Promise<void> {
  for (let time = 0; time < times; time++) {
    expect(await node.verify(email, wrong(code))).toMatchObject({
      status: 400,
      body: { error: 'WRONG_CODE' },
    })
  }
}

test('A1: a six-digit code comes by e-mail and signs in', async () => {
  const email = someEmail()
  const code = await node.codeFor(email)
  expect(code).toMatch(/^\d{6}$/)
  const { user } = personOf(await node.verify(email, code))
  expect(user).toMatchObject({ email, demo: false })
})

test('A1: an address is one account however it is written', async () => {
  const email = someEmail()
  const first = await node.signIn(email)
  town.clock.now += minute
  const code = await node.codeFor(email)
  const again = personOf(await node.verify(`  ${email.toUpperCase()} `, code))
  expect(again.user.id).toBe(first.user.id)
})

test('A1: the answer is the same whether or not the account exists', async () => {
  const known = someEmail()
  await node.signIn(known)
  town.clock.now += minute
  const unknown = someEmail()
  const [one, two] = [await login(known), await login(unknown)]
  expect(one.status).toBe(202)
  expect({ status: one.status, body: one.body }).toEqual({ status: two.status, body: two.body })
  await node.work()
  const fails = [await node.verify(known, '12345'), await node.verify(unknown, '12345')]
  expect(fails[0]?.body).toEqual(fails[1]?.body)
})

test('A1: neither the code nor the letter is stored or queued in clear', async () => {
  const email = someEmail()
  await login(email)
  const data = JSON.stringify(node.queued.map((queued) => queued.data))
  await node.work()
  const code = node.letters.at(-1)?.subject.slice(0, 6) ?? ''
  expect(code).toMatch(/^\d{6}$/)
  expect(data).not.toContain(code)
  expect(data).not.toContain(email)
  const { rows } = await sql<{ code: Uint8Array; row: string }>`
    SELECT code, row_to_json(sign_ins)::text AS row FROM sign_ins WHERE email = ${email}`.execute(
    town.database.db,
  )
  expect(rows[0]?.code).toHaveLength(32)
  expect(rows[0]?.row).not.toContain(code)
})

test('A1: a code works once', async () => {
  const email = someEmail()
  const code = await node.codeFor(email)
  personOf(await node.verify(email, code))
  expect(await node.verify(email, code)).toMatchObject({ status: 400, body: { error: 'WRONG_CODE' } })
})

test('A1: of two who use one code at the same time, on two nodes, one gets in', async () => {
  const email = someEmail()
  const code = await node.codeFor(email)
  const answers = await Promise.all([node.verify(email, code), other.verify(email, code)])
  expect(answers.map((answer) => answer.status).sort()).toEqual([200, 400])
})

test('A1: a code is good for five minutes and no longer', async () => {
  const [inTime, late] = [someEmail(), someEmail()]
  const codes = [await node.codeFor(inTime), await node.codeFor(late)]
  town.clock.now += 5 * minute - 1
  personOf(await node.verify(inTime, codes[0] ?? ''))
  town.clock.now += 1
  expect(await node.verify(late, codes[1] ?? '')).toMatchObject({ body: { error: 'WRONG_CODE' } })
})

test('A1: a code is good for its own address only', async () => {
  const [mine, yours] = [someEmail(), someEmail()]
  const codes = [await node.codeFor(mine), await node.codeFor(yours)]
  const answer = await node.verify(yours, codes[0] ?? '')
  expect(answer.status).toBe(codes[0] === codes[1] ? 200 : 400)
})

test('A1: a new code ends the one before', async () => {
  const email = someEmail()
  const first = await node.codeFor(email)
  town.clock.now += minute
  const second = await node.codeFor(email)
  if (first !== second) expect(await node.verify(email, first)).toMatchObject({ status: 400 })
  personOf(await node.verify(email, second))
})

test('A1: the right code still works after four wrong tries, and not after five', async () => {
  const [four, five] = [someEmail(), someEmail()]
  const codes = [await node.codeFor(four), await node.codeFor(five)]
  await failTimes(four, codes[0] ?? '', 4)
  personOf(await node.verify(four, codes[0] ?? ''))
  await failTimes(five, codes[1] ?? '', 5)
  expect(await node.verify(five, codes[1] ?? '')).toMatchObject({ status: 423, body: { error: 'LOCKED' } })
})

test('A2: a second code within the minute is refused and says when to ask again', async () => {
  const email = someEmail()
  await login(email)
  town.clock.now += minute - 1
  expect(await login(email)).toMatchObject({
    status: 429,
    body: { error: 'TOO_MANY', details: { retryAfter: 1 } },
  })
  town.clock.now += 1
  expect(await login(email)).toMatchObject({ status: 202 })
})

test('A2: a sixth code within the hour is refused, though the ones before were used', async () => {
  const email = someEmail()
  for (let n = 0; n < 5; n++) {
    await node.signIn(email)
    town.clock.now += 10 * minute
  }
  expect(await login(email)).toMatchObject({ status: 429, body: { details: { retryAfter: 10 * minute } } })
  town.clock.now += 10 * minute
  expect(await login(email)).toMatchObject({ status: 202 })
})

test('A2: the limit of an address holds over all nodes at once', async () => {
  const email = someEmail()
  const answers = await Promise.all([login(email), login(email, other), login(email), login(email, other)])
  expect(answers.map((answer) => answer.status).sort()).toEqual([202, 429, 429, 429])
})

test('A2: five failures lock the address for half an hour, for asking and trying, and are told in the audit log', async () => {
  const email = someEmail()
  await node.signIn(email)
  town.clock.now += minute
  const code = await node.codeFor(email)
  await failTimes(email, code, 5)
  const locked = { status: 423, body: { error: 'LOCKED', details: { retryAfter: 30 * minute } } }
  expect(await other.verify(email, code)).toMatchObject(locked)
  expect(await login(email, other)).toMatchObject(locked)
  expect(await eventsOf('lockout', email)).toHaveLength(1)
  expect(await eventsOf('signin.failed', email)).toHaveLength(5)
  town.clock.now += 30 * minute
  await node.signIn(email)
})

test('A2: failures more than fifteen minutes apart do not add up', async () => {
  const email = someEmail()
  const code = await node.codeFor(email)
  await failTimes(email, code, 4)
  town.clock.now += 15 * minute
  await failTimes(email, await node.codeFor(email), 4)
  personOf(await node.verify(email, node.letters.at(-1)?.subject.slice(0, 6) ?? ''))
})

test('A2: a failure of an address without an account locks it all the same and names nobody', async () => {
  const email = someEmail()
  await failTimes(email, '', 5)
  expect(await login(email)).toMatchObject({ status: 423 })
  const { rows } = await sql<{ text: string }>`
    SELECT row_to_json(security_events)::text AS text FROM security_events
    WHERE kind = 'lockout' AND subject IS NULL ORDER BY id DESC LIMIT 1`.execute(town.database.db)
  expect(rows[0]?.text).toMatch(/"email": "[0-9a-f]{16}"/)
  expect(rows[0]?.text).not.toContain(email)
})

test('A2: one network address gets twenty codes an hour', async () => {
  town.clock.now += 60 * minute
  const strict = await createNode(town, { httpScale: 1 })
  const statuses: number[] = []
  for (let n = 0; n < 21; n++) statuses.push((await login(someEmail(), strict)).status)
  expect(statuses).toEqual([...Array(20).fill(202), 429])
  await strict.close()
})

test('a letter that cannot be sent is tried again, until its code has expired', async () => {
  const email = someEmail()
  await login(email)
  const [queued] = node.queued.splice(0)
  node.post.works = false
  await expect(queued?.job.run(queued.data)).rejects.toThrow('the mail server is down')
  node.post.works = true
  await queued?.job.run(queued.data)
  expect(node.letters.at(-1)).toMatchObject({ to: email, subject: expect.stringContaining('sign-in code') })
  const sent = node.letters.length
  town.clock.now += 5 * minute
  await queued?.job.run(queued.data)
  expect(node.letters).toHaveLength(sent)
})

test('malformed sign-ins are refused as bad requests', async () => {
  for (const body of [{}, { email: 'nobody' }, { email: 'a@example.org', more: 1 }, { email: 7 }]) {
    expect(await node.call('POST', '/api/v1/login', { body })).toMatchObject({ status: 400 })
  }
  for (const code of ['12345', '1234567', 'abcdef', '１２３４５６']) {
    expect(await node.verify(someEmail(), code)).toMatchObject({
      status: 400,
      body: { error: 'BAD_REQUEST' },
    })
  }
})

test('addresses that asked for a code long ago are forgotten', async () => {
  const email = someEmail()
  await login(email)
  const cleanup = node.accounts.jobs.find((job) => job.name === 'accounts.cleanup')
  const count = async () =>
    (await sql`SELECT 1 FROM sign_ins WHERE email = ${email}`.execute(town.database.db)).rows.length
  await cleanup?.run({})
  expect(await count()).toBe(1)
  town.clock.now += 2 * 60 * minute + 1
  await cleanup?.run({})
  expect(await count()).toBe(0)
})
