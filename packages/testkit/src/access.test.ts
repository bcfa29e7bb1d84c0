import { randomUUID } from 'node:crypto'
import { createClient } from '@stoa/client'
import { accountRoutes, Session, setRole } from '@stoa/contract/accounts'
import { callRoutes } from '@stoa/contract/calls'
import { chatRoutes } from '@stoa/contract/chat'
import { emoteRoutes } from '@stoa/contract/emotes'
import { isBytes, type Route } from '@stoa/contract/http'
import { createSession, InterviewSession, interviewRoutes, joinSession } from '@stoa/contract/interviews'
import { notificationRoutes } from '@stoa/contract/notifications'
import { operationRoutes } from '@stoa/contract/operation'
import { roomRoutes } from '@stoa/contract/rooms'
import { streamRoutes } from '@stoa/contract/streams'
import { walletRoutes } from '@stoa/contract/wallet'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startNode, type TestNode } from './node.ts'

type Who = 'nobody' | 'guest' | 'user' | 'creator' | 'moderator' | 'admin'
const everybody: readonly Who[] = ['nobody', 'guest', 'user', 'creator', 'moderator', 'admin']
const signedIn: readonly Who[] = ['user', 'creator', 'moderator', 'admin']
const guestsToo: readonly Who[] = ['guest', ...signedIn]

/** Who gets past the door of each route. Written out, so that a changed access is a changed line here. */
const table: Record<string, readonly Who[]> = {
  'GET /health': everybody,
  'GET /ready': everybody,
  'GET /api/v1/about': everybody,
  'POST /api/v1/login': everybody,
  'POST /api/v1/verify': everybody,
  'GET /api/v1/demo': everybody,
  'POST /api/v1/demo': everybody,
  'POST /api/v1/session/renew': everybody,
  'POST /api/v1/session/end': guestsToo,
  'GET /api/v1/me': guestsToo,
  'PATCH /api/v1/me': signedIn,
  'PUT /api/v1/me/picture': signedIn,
  'DELETE /api/v1/me/picture': signedIn,
  'GET /api/v1/me/devices': signedIn,
  'DELETE /api/v1/me/devices/:device': signedIn,
  'GET /api/v1/users': guestsToo,
  'GET /api/v1/users/:user': guestsToo,
  'PUT /api/v1/me/blocked/:user': signedIn,
  'DELETE /api/v1/me/blocked/:user': signedIn,
  'PUT /api/v1/users/:user/role': ['admin'],
  'GET /api/v1/admin/audit': ['admin'],
  'GET /api/v1/rooms': guestsToo,
  'GET /api/v1/rooms/:room': guestsToo,
  'GET /api/v1/rooms/:room/members': guestsToo,
  'GET /api/v1/rooms/:room/entries': guestsToo,
  'POST /api/v1/rooms/:room/entries': guestsToo,
  'POST /api/v1/chats': signedIn,
  'PATCH /api/v1/chats/:room': signedIn,
  'PUT /api/v1/chats/:room/picture': signedIn,
  'POST /api/v1/chats/:room/members': signedIn,
  'DELETE /api/v1/chats/:room/members/:user': signedIn,
  'PUT /api/v1/chats/:room/members/:user/role': signedIn,
  'GET /api/v1/chats/:room/messages': guestsToo,
  'GET /api/v1/chats/:room/messages/:seq': guestsToo,
  'GET /api/v1/chats/:room/messages/:seq/edits': ['moderator', 'admin'],
  'GET /api/v1/search': signedIn,
  'POST /api/v1/sessions': signedIn,
  'GET /api/v1/sessions': guestsToo,
  'GET /api/v1/sessions/:session': guestsToo,
  'PATCH /api/v1/sessions/:session': signedIn,
  'POST /api/v1/sessions/:session/end': signedIn,
  'DELETE /api/v1/sessions/:session': signedIn,
  'POST /api/v1/sessions/:session/join': everybody,
  'DELETE /api/v1/sessions/:session/participants/:user': guestsToo,
  'GET /api/v1/sessions/:session/documents/:document': guestsToo,
  'GET /api/v1/questions': signedIn,
  'POST /api/v1/questions': signedIn,
  'PUT /api/v1/questions/:question': signedIn,
  'DELETE /api/v1/questions/:question': signedIn,
  'GET /api/v1/wallet': signedIn,
  'GET /api/v1/wallet/statement': signedIn,
  'GET /api/v1/wallet/statement.csv': signedIn,
  'POST /api/v1/wallet/top-ups': signedIn,
  'GET /api/v1/wallet/top-ups': signedIn,
  'POST /api/v1/webhooks/stripe': everybody,
  'POST /api/v1/admin/wallets/:user/grants': ['admin'],
  'POST /api/v1/wallet/payouts': ['creator'],
  'GET /api/v1/wallet/payouts': signedIn,
  'DELETE /api/v1/wallet/payouts/:payout': signedIn,
  'POST /api/v1/admin/payouts/:payout/approve': ['admin'],
  'POST /api/v1/admin/payouts/:payout/reject': ['admin'],
  'GET /api/v1/creators': signedIn,
  'GET /api/v1/creators/:user': signedIn,
  'PUT /api/v1/creator': ['creator'],
  'POST /api/v1/calls': signedIn,
  'GET /api/v1/calls': signedIn,
  'GET /api/v1/calls/:call': signedIn,
  'POST /api/v1/calls/:call/accept': signedIn,
  'POST /api/v1/calls/:call/decline': signedIn,
  'POST /api/v1/calls/:call/end': signedIn,
  'POST /api/v1/calls/:call/heartbeat': signedIn,
  'PUT /api/v1/calls/:call/rating': signedIn,
  'POST /api/v1/calls/:call/report': signedIn,
  'GET /api/v1/ice-servers': signedIn,
  'GET /api/v1/earnings': ['creator'],
  'GET /api/v1/settings/interval': signedIn,
  'PUT /api/v1/settings/interval': signedIn,
  'GET /api/v1/settings/threshold': signedIn,
  'PUT /api/v1/settings/threshold': signedIn,
  'GET /api/v1/settings/allowed-emotes': signedIn,
  'PUT /api/v1/settings/allowed-emotes': signedIn,
  'GET /api/v1/streams/:stream/moments': signedIn,
  'GET /api/v1/streams/:stream/emotes': signedIn,
  'POST /api/v1/streams': signedIn,
  'GET /api/v1/streams': signedIn,
  'GET /api/v1/streams/:stream': signedIn,
  'PATCH /api/v1/streams/:stream': signedIn,
  'POST /api/v1/streams/:stream/end': signedIn,
  'DELETE /api/v1/streams/:stream': signedIn,
  'POST /api/v1/streams/:stream/key': signedIn,
  'POST /api/v1/streams/:stream/join': signedIn,
  'POST /api/v1/streams/:stream/leave': signedIn,
  'PUT /api/v1/streams/:stream/cohosts/:user': signedIn,
  'DELETE /api/v1/streams/:stream/cohosts/:user': signedIn,
  'GET /api/v1/streams/:stream/participants': signedIn,
  'POST /api/v1/streams/:stream/ticket': signedIn,
  'GET /api/v1/streams/:stream/recording/*': signedIn,
  'GET /api/v1/streams/:stream/thumbnail': signedIn,
  'POST /api/v1/whip/:stream': everybody,
  'POST /api/v1/whep/:stream': signedIn,
  'PATCH /api/v1/media/:session': everybody,
  'DELETE /api/v1/media/:session': everybody,
  'POST /api/v1/webhooks/livekit': everybody,
  'GET /api/v1/push/key': signedIn,
  'PUT /api/v1/push/subscription': signedIn,
  'DELETE /api/v1/push/subscription': signedIn,
}

const routes: readonly Route[] = [
  ...operationRoutes,
  ...accountRoutes,
  ...roomRoutes,
  ...chatRoutes,
  ...interviewRoutes,
  ...walletRoutes,
  ...callRoutes,
  ...emoteRoutes,
  ...notificationRoutes,
  ...streamRoutes,
]
const placesInTimelines: ReadonlySet<string> = new Set(['seq', 'document'])
const nameOf = (route: Route) => `${route.method} ${route.path}`

let node: TestNode
const tokens = new Map<Who, string>()

/** Signs in anew, as some routes end the session they are called with. */
async function tokenFor(who: Who): Promise<string> {
  const known = tokens.get(who)
  if (known !== undefined && (await call('GET', '/api/v1/me', known)) === 200) return known
  if (who === 'guest') return guestToken()
  const email = `${who}@example.com`
  await post('/api/v1/login', { email })
  const reply = await post('/api/v1/verify', { email, code: await node.codeFor(email), tokens: 'body' })
  const session = Session.parse(await reply.json())
  tokens.set(who, session.accessToken)
  return session.accessToken
}

/** Somebody without an account, whom the admin's interview let in. */
async function guestToken(): Promise<string> {
  const begun = await post(createSession.path, { title: 'For guests' }, await tokenFor('admin'))
  const { id, links } = InterviewSession.parse(await begun.json())
  const reply = await post(joinSession.path.replace(':session', id), {
    ...{ code: links?.observer.split('#')[1], name: 'Guest', tokens: 'body' },
  })
  const { signedIn } = joinSession.reply.parse(await reply.json())
  if (signedIn === null) throw new Error('no guest came of it')
  tokens.set('guest', signedIn.accessToken)
  return signedIn.accessToken
}

function post(path: string, body: unknown, token?: string): Promise<Response> {
  return fetch(node.url + path, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  })
}

async function call(method: string, path: string, token: string | null, route?: Route): Promise<number> {
  const bytes = route?.body !== undefined && isBytes(route.body)
  const reply = await fetch(node.url + path, {
    method,
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(method === 'GET' || method === 'DELETE'
        ? {}
        : { 'content-type': bytes ? 'image/png' : 'application/json' }),
    },
    ...(method === 'GET' || method === 'DELETE' ? {} : { body: bytes ? 'not a picture' : '{}' }),
  })
  await reply.arrayBuffer()
  return reply.status
}

beforeAll(async () => {
  node = await startNode()
  // The first account is the admin, who gives the others their roles.
  const client = createClient({ url: node.url, tokens: 'body' })
  await client.start()
  await client.login('admin@example.com')
  await client.verify('admin@example.com', await node.codeFor('admin@example.com'))
  for (const role of ['user', 'creator', 'moderator'] as const) {
    await tokenFor(role)
    const me = await fetch(`${node.url}/api/v1/me`, {
      headers: { authorization: `Bearer ${await tokenFor(role)}` },
    })
    const { id } = Session.shape.user.parse(await me.json())
    if (role !== 'user') await client.call(setRole, { params: { user: id }, body: { role } })
  }
  await client.stop()
})
afterAll(() => node.stop())

describe('A7: the table of route and role', () => {
  test('names every route', () => {
    expect(Object.keys(table).toSorted()).toEqual(routes.map(nameOf).toSorted())
  })

  for (const route of routes)
    for (const who of everybody) {
      const allowed = table[nameOf(route)]?.includes(who) ?? false
      test(`${who} ${allowed ? 'may' : 'may not'} ${nameOf(route)}`, async () => {
        const token = who === 'nobody' ? null : await tokenFor(who)
        const path = route.path.replace(/:(\w+)/g, (_, name) =>
          placesInTimelines.has(name) ? '1' : randomUUID(),
        )
        const status = await call(route.method, path, token, route)
        if (allowed) {
          // Past the door: what follows is about what was asked, not who asked.
          expect([401, 403].filter((refused) => refused === status && !saysNoItself(route, who))).toEqual([])
          expect(status).toBeLessThan(500)
        } else expect(status).toBe(who === 'nobody' ? 401 : 403)
      })
    }
})

/** Renewing without a refresh token is a 401 of its own, and so is a guest's asking for everybody a 403. */
function saysNoItself(route: Route, who: Who): boolean {
  const name = nameOf(route)
  return name === 'POST /api/v1/session/renew' || (who === 'guest' && name === 'GET /api/v1/users')
}
