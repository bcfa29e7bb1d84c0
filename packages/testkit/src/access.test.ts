import { randomUUID } from 'node:crypto'
import { createClient } from '@stoa/client'
import { accountRoutes, Session, setRole } from '@stoa/contract/accounts'
import { chatRoutes } from '@stoa/contract/chat'
import { isBytes, type Route } from '@stoa/contract/http'
import { operationRoutes } from '@stoa/contract/operation'
import { roomRoutes } from '@stoa/contract/rooms'
import { walletRoutes } from '@stoa/contract/wallet'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startNode, type TestNode } from './node.ts'

type Who = 'nobody' | 'user' | 'creator' | 'moderator' | 'admin'
const everybody: readonly Who[] = ['nobody', 'user', 'creator', 'moderator', 'admin']
const signedIn: readonly Who[] = ['user', 'creator', 'moderator', 'admin']

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
  'POST /api/v1/session/end': signedIn,
  'GET /api/v1/me': signedIn,
  'PATCH /api/v1/me': signedIn,
  'PUT /api/v1/me/picture': signedIn,
  'DELETE /api/v1/me/picture': signedIn,
  'GET /api/v1/me/devices': signedIn,
  'DELETE /api/v1/me/devices/:device': signedIn,
  'GET /api/v1/users': signedIn,
  'GET /api/v1/users/:user': signedIn,
  'PUT /api/v1/me/blocked/:user': signedIn,
  'DELETE /api/v1/me/blocked/:user': signedIn,
  'PUT /api/v1/users/:user/role': ['admin'],
  'GET /api/v1/admin/audit': ['admin'],
  'GET /api/v1/rooms': signedIn,
  'GET /api/v1/rooms/:room': signedIn,
  'GET /api/v1/rooms/:room/members': signedIn,
  'GET /api/v1/rooms/:room/entries': signedIn,
  'POST /api/v1/rooms/:room/entries': signedIn,
  'POST /api/v1/chats': signedIn,
  'PATCH /api/v1/chats/:room': signedIn,
  'PUT /api/v1/chats/:room/picture': signedIn,
  'POST /api/v1/chats/:room/members': signedIn,
  'DELETE /api/v1/chats/:room/members/:user': signedIn,
  'PUT /api/v1/chats/:room/members/:user/role': signedIn,
  'GET /api/v1/chats/:room/messages': signedIn,
  'GET /api/v1/chats/:room/messages/:seq': signedIn,
  'GET /api/v1/chats/:room/messages/:seq/edits': ['moderator', 'admin'],
  'GET /api/v1/search': signedIn,
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
}

const routes: readonly Route[] = [
  ...operationRoutes,
  ...accountRoutes,
  ...roomRoutes,
  ...chatRoutes,
  ...walletRoutes,
]
const nameOf = (route: Route) => `${route.method} ${route.path}`

let node: TestNode
const tokens = new Map<Who, string>()

/** Signs in anew, as some routes end the session they are called with. */
async function tokenFor(who: Who): Promise<string> {
  const known = tokens.get(who)
  if (known !== undefined && (await call('GET', '/api/v1/me', known)) === 200) return known
  const email = `${who}@example.com`
  await post('/api/v1/login', { email })
  const reply = await post('/api/v1/verify', { email, code: await node.codeFor(email), tokens: 'body' })
  const session = Session.parse(await reply.json())
  tokens.set(who, session.accessToken)
  return session.accessToken
}

function post(path: string, body: unknown): Promise<Response> {
  return fetch(node.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
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
        const path = route.path.replace(/:(\w+)/g, (_, name) => (name === 'seq' ? '1' : randomUUID()))
        const status = await call(route.method, path, token, route)
        if (allowed) {
          // Past the door: what follows is about what was asked, not who asked.
          expect([401, 403].filter((refused) => refused === status && !saysNoItself(route))).toEqual([])
          expect(status).toBeLessThan(500)
        } else expect(status).toBe(who === 'nobody' ? 401 : 403)
      })
    }
})

/** Renewing without a refresh token is a 401 of its own. */
function saysNoItself(route: Route): boolean {
  return nameOf(route) === 'POST /api/v1/session/renew'
}
