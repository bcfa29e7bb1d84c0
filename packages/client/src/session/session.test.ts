import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getMe, type Session as SessionReply } from '@stoa/contract/accounts'
import { DeviceId, Fault, UserId } from '@stoa/contract/http'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createCalls } from '../calls/calls.ts'
import { createHttp } from '../http/http.ts'
import { memoryStorage } from '../storage/memory.ts'
import { browserTabs } from '../tabs/browser-tabs.ts'
import { noOtherTabs, type Tabs } from '../tabs/tabs.ts'
import { type TestTime, testTime } from '../testing/time.testing.ts'
import { createSession, type Session } from './session.ts'

const me = {
  id: UserId.parse('aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa'),
  name: 'Ada',
  about: '',
  picture: '/ada.png',
  role: 'user' as const,
  lastSeen: null,
  email: 'ada@example.com',
  timeZone: 'UTC',
  language: 'en',
  birthDate: null,
  demo: false,
  createdAt: 0,
  blocked: [],
}
const device = DeviceId.parse('dddddddd-dddd-4ddd-8ddd-dddddddddddd')
const lifetime = 15 * 60_000

/** As much of the accounts feature as a session meets: one account, rotating refresh tokens, reuse ends everything (A3). */
class TestServer {
  readonly server: Server
  renewals = 0
  calls = 0
  refresh = 'refresh-0'
  access = 'access-0'
  expiresAt: number
  ended = false
  /** What a renewal is refused with. */
  refusal: 'SESSION_ENDED' | 'NOT_SIGNED_IN' = 'SESSION_ENDED'
  asked = 0
  /** Answers wait for it. */
  held: Promise<void> = Promise.resolve()
  reused = false
  private readonly time: TestTime

  constructor(time: TestTime) {
    this.time = time
    this.expiresAt = time.now() + lifetime
    this.server = createServer(async (request, response) => {
      const { status, body } = this.answer(request, await read(request))
      this.asked += 1
      await this.held
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })
  }

  session(): SessionReply {
    const { access: accessToken, refresh: refreshToken, expiresAt } = this
    return { accessToken, refreshToken, expiresAt, device, user: me }
  }

  private answer(request: IncomingMessage, body: string): { status: number; body: unknown } {
    try {
      return { status: 200, body: request.method === 'POST' ? this.renew(body) : this.getMe(request) }
    } catch (error) {
      const fault = error instanceof Fault ? error : new Fault('INTERNAL')
      return { status: fault.statusCode, body: fault.toBody() }
    }
  }

  private renew(body: string): SessionReply {
    const { refreshToken } = JSON.parse(body)
    if (refreshToken !== this.refresh) this.reused = true
    if (this.ended || this.reused) throw new Fault(this.refusal)
    this.renewals += 1
    this.refresh = `refresh-${this.renewals}`
    this.access = `access-${this.renewals}`
    this.expiresAt = this.time.now() + lifetime
    return this.session()
  }

  private getMe(request: IncomingMessage): typeof me {
    this.calls += 1
    if (this.ended) throw new Fault('SESSION_ENDED')
    if (request.headers.authorization !== `Bearer ${this.access}`) throw new Fault('NOT_SIGNED_IN')
    if (this.time.now() >= this.expiresAt) throw new Fault('TOKEN_EXPIRED')
    return me
  }
}

async function read(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += chunk
  return text
}

let time: TestTime
let server: TestServer
let url: string
const open = new Set<Session>()

beforeEach(async () => {
  time = testTime()
  server = new TestServer(time)
  server.server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const address = server.server.address() as AddressInfo
  url = `http://127.0.0.1:${address.port}`
})
afterEach(async () => {
  for (const session of open) session.stop()
  open.clear()
  server.server.closeAllConnections()
  server.server.close()
  await once(server.server, 'close')
})

function start({
  storage = memoryStorage(),
  tabs = noOtherTabs() as Tabs,
  tokens = 'body' as 'body' | 'cookie',
} = {}) {
  const http = createHttp({ url, fetch })
  const session = createSession({ http, storage, tabs, time, tokens })
  const { call } = createCalls({
    http,
    session,
    report: (error) => {
      throw error
    },
  })
  open.add(session)
  return { session, call, storage }
}

test('a call carries the token of whoever is signed in', async () => {
  const { session, call } = start()
  await session.accept(server.session())
  expect(session.state.get()).toEqual({ status: 'signed-in', me })
  expect(await call(getMe)).toEqual(me)
})

test('nobody signed in: a call that needs it is refused without asking the server', async () => {
  const { session, call } = start()
  await session.restore()
  expect(session.state.get()).toEqual({ status: 'signed-out' })
  await expect(call(getMe)).rejects.toMatchObject({ code: 'NOT_SIGNED_IN' })
  expect(server.calls).toBe(0)
})

test('A3: the session is renewed by itself before its token expires', async () => {
  const { session, call } = start()
  const tokens: string[] = []
  session.renewed((token) => tokens.push(token))
  await session.accept(server.session())
  const renewed = new Promise<void>((resolve) => session.renewed(() => resolve()))
  await time.pass(lifetime - 60_000)
  await renewed
  expect(server.renewals).toBe(1)
  expect(tokens).toEqual(['access-0', 'access-1'])
  expect(await call(getMe)).toEqual(me)
})

test('A3: a token that expired unnoticed is renewed once for all the calls that meet it, and they succeed', async () => {
  const { session, call } = start()
  await session.accept(server.session())
  server.expiresAt = 0
  const replies = await Promise.all(Array.from({ length: 20 }, () => call(getMe)))
  expect(replies).toEqual(Array.from({ length: 20 }, () => me))
  expect(server.renewals).toBe(1)
  expect(server.reused).toBe(false)
})

test('A3: tabs that need a new token at once ask for one between them, so that none is used twice', async () => {
  const storage = memoryStorage()
  const name = `tabs-${url}`
  const lines = [browserTabs(name), browserTabs(name), browserTabs(name)]
  const tabs = lines.map((line) => start({ storage, tabs: line }))
  await tabs[0]?.session.accept(server.session())
  for (const { session } of tabs) await session.restore()
  server.expiresAt = 0
  const replies = await Promise.all(tabs.flatMap(({ call }) => [call(getMe), call(getMe)]))
  expect(replies).toHaveLength(6)
  expect(server.reused).toBe(false)
  for (const line of lines) line.close()
})

test('whoever signed in is signed in again after a restart, also without a network', async () => {
  const storage = memoryStorage()
  const before = start({ storage })
  await before.session.accept(server.session())
  before.session.stop()
  server.server.closeAllConnections()
  const there = url
  url = 'http://127.0.0.1:1'
  const offline = start({ storage })
  await offline.session.restore()
  expect(offline.session.state.get()).toEqual({ status: 'signed-in', me })
  await expect(offline.call(getMe)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  expect(offline.session.state.get()).toEqual({ status: 'signed-in', me })
  offline.session.stop()

  url = there
  const after = start({ storage })
  await after.session.restore()
  expect(await after.call(getMe)).toEqual(me)
})

test('T8: a session that has ended signs out and says why', async () => {
  const { session, call, storage } = start()
  await session.accept(server.session())
  server.ended = true
  await expect(call(getMe)).rejects.toMatchObject({ code: 'SESSION_ENDED' })
  expect(session.state.get()).toMatchObject({ status: 'signed-out', reason: { code: 'SESSION_ENDED' } })
  expect(await storage.get('session', 'current')).toBeUndefined()
})

test('a session that ended while away is found out when it is renewed', async () => {
  const storage = memoryStorage()
  const before = start({ storage })
  await before.session.accept(server.session())
  before.session.stop()
  server.ended = true
  const { session } = start({ storage })
  const signedOut = new Promise<void>((resolve) => {
    session.state.subscribe(() => {
      if (session.state.get().status === 'signed-out') resolve()
    })
  })
  await session.restore()
  await signedOut
  expect(session.state.get()).toMatchObject({ status: 'signed-out', reason: { code: 'SESSION_ENDED' } })
})

test('a newcomer is told nothing of a session that has ended', async () => {
  server.ended = true
  server.refusal = 'NOT_SIGNED_IN'
  const { session } = start({ tokens: 'cookie' })
  const seen: unknown[] = []
  session.state.subscribe(() => seen.push(session.state.get()))
  await session.restore()
  expect(new Set(seen.map((state) => JSON.stringify(state)))).toEqual(new Set(['{"status":"signed-out"}']))
})

test('whoever has nothing but a cookie of a session that has ended is told so, also when more calls find out', async () => {
  server.ended = true
  const { session } = start({ tokens: 'cookie' })
  await session.restore()
  const told = { status: 'signed-out', reason: { code: 'SESSION_ENDED' } }
  expect(session.state.get()).toMatchObject(told)
  await expect(session.renew('access-0')).rejects.toMatchObject({ code: 'SESSION_ENDED' })
  expect(session.state.get()).toMatchObject(told)
})

test('what signs in waits for what is still being renewed', async () => {
  server.ended = true
  const { promise, resolve: release } = Promise.withResolvers<void>()
  server.held = promise
  const { session } = start({ tokens: 'cookie' })
  const restored = session.restore()
  await expect.poll(() => server.asked).toBe(1)
  const order: string[] = []
  const settled = session.settled().then(() => order.push('settled'))
  order.push('held')
  release()
  await Promise.all([restored, settled])
  expect(order).toEqual(['held', 'settled'])
  await session.accept(server.session())
  expect(session.state.get()).toEqual({ status: 'signed-in', me })
})

test('signing out in one tab signs out the others', async () => {
  const storage = memoryStorage()
  const name = `tabs-${url}`
  const lines = [browserTabs(name), browserTabs(name)] as const
  const [left, right] = [start({ storage, tabs: lines[0] }), start({ storage, tabs: lines[1] })]
  const both = new Promise<void>((resolve) => right.session.renewed(() => resolve()))
  await left.session.accept(server.session())
  await both
  expect(right.session.state.get()).toEqual({ status: 'signed-in', me })
  const out = new Promise<void>((resolve) => {
    right.session.state.subscribe(() => {
      if (right.session.state.get().status === 'signed-out') resolve()
    })
  })
  await left.session.end()
  await out
  for (const line of lines) line.close()
})

test('a clock that is wrong by hours does not make a client renew without end', async () => {
  const { session, call } = start()
  await session.accept({ ...server.session(), expiresAt: time.now() - 5 * 3_600_000 })
  for (let n = 0; n < 10; n += 1) await call(getMe)
  expect(server.renewals).toBe(0)
})

test('nothing is left running once it is stopped', async () => {
  const { session } = start()
  await session.accept(server.session())
  session.stop()
  expect(time.waiting).toBe(0)
})
