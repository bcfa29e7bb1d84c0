import { Session, setRole } from '@stoa/contract/accounts'
import { createSession, InterviewSession, joinSession } from '@stoa/contract/interviews'
import type { TestNode } from './node.ts'

export type Who = 'nobody' | 'guest' | 'user' | 'creator' | 'moderator' | 'admin'
export const everybody: readonly Who[] = ['nobody', 'guest', 'user', 'creator', 'moderator', 'admin']
const signedIn: readonly Who[] = ['user', 'creator', 'moderator', 'admin']
const guestsToo: readonly Who[] = ['guest', ...signedIn]

/** Who gets past the door of each route. Written out, so that a changed access is a changed line here. */
export const table: Record<string, readonly Who[]> = {
  'GET /health': everybody,
  'GET /ready': everybody,
  'GET /api/v1/about': everybody,
  'POST /api/v1/login': everybody,
  'POST /api/v1/verify': everybody,
  'GET /api/v1/demo': everybody,
  'POST /api/v1/demo': everybody,
  'POST /api/v1/session/renew': everybody,
  'POST /api/v1/session/end': guestsToo,
  'GET /pictures/:file': everybody,
  'GET /pictures/identicon/:file': everybody,
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
  'GET /api/v1/streams/:stream/recording/:path': signedIn,
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

/** Somebody of each role, signed in to one node. */
export interface People {
  /** Signs in anew where needed, as some routes end the session they are called with. */
  tokenFor(who: Exclude<Who, 'nobody'>): Promise<string>
}

/** The first account of the node is the admin, who gives the others their roles. */
export async function peopleOf(node: TestNode): Promise<People> {
  const tokens = new Map<Who, string>()

  function ask(method: string, path: string, token: string | undefined, body?: unknown): Promise<Response> {
    return fetch(node.url + path, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  }

  async function signIn(who: Who): Promise<Session> {
    const email = `${who}@example.com`
    await ask('POST', '/api/v1/login', undefined, { email })
    const code = await node.codeFor(email)
    const reply = await ask('POST', '/api/v1/verify', undefined, { email, code, tokens: 'body' })
    const session = Session.parse(await reply.json())
    tokens.set(who, session.accessToken)
    return session
  }

  /** Somebody without an account, whom the admin's interview let in. */
  async function letIn(): Promise<string> {
    const begun = await ask('POST', createSession.path, await tokenFor('admin'), { title: 'For guests' })
    const { id, links } = InterviewSession.parse(await begun.json())
    const reply = await ask('POST', joinSession.path.replace(':session', id), undefined, {
      ...{ code: links?.observer.split('#')[1], name: 'Guest', tokens: 'body' },
    })
    const { signedIn } = joinSession.reply.parse(await reply.json())
    if (signedIn === null) throw new Error('no guest came of it')
    tokens.set('guest', signedIn.accessToken)
    return signedIn.accessToken
  }

  async function tokenFor(who: Exclude<Who, 'nobody'>): Promise<string> {
    const known = tokens.get(who)
    if (known !== undefined && (await ask('GET', '/api/v1/me', known)).ok) return known
    return who === 'guest' ? letIn() : (await signIn(who)).accessToken
  }

  const admin = await signIn('admin')
  await signIn('user')
  for (const role of ['creator', 'moderator'] as const) {
    const { user } = await signIn(role)
    await ask('PUT', setRole.path.replace(':user', user.id), admin.accessToken, { role })
  }
  return { tokenFor }
}
