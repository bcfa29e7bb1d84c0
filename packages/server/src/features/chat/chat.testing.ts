import { randomUUID } from 'node:crypto'
import { Writable } from 'node:stream'
import type { Role } from '@stoa/contract/accounts'
import { createChat as createChatRoute, edit, message, reaction, remove } from '@stoa/contract/chat'
import {
  type ClientId,
  type DeviceId,
  Fault,
  FaultBody,
  isBytes,
  type RoomId,
  type Route,
  type RouteCall,
  type RouteReply,
  type UserId,
} from '@stoa/contract/http'
import { type Room, sendEntry } from '@stoa/contract/rooms'
import { loadConfig } from '../../config/index.ts'
import { createMemoryCluster } from '../../platform/cluster/memory.ts'
import type { Database } from '../../platform/database/database.ts'
import { type TestDatabase, testDatabase } from '../../platform/database/testing.ts'
import type { Caller } from '../../platform/http/handler.ts'
import { createHttp } from '../../platform/http/http.ts'
import { createLog } from '../../platform/telemetry/log.ts'
import { createMetrics } from '../../platform/telemetry/metrics.ts'
import { createRooms, type Kernel } from '../../rooms/index.ts'
import { type Chat, type ChatAccounts, createChat } from './index.ts'

/** Chat on the real kernel, database and HTTP, with people who need not sign in. */
export interface ChatTest {
  readonly database: Database
  readonly rooms: Kernel
  readonly chat: Chat
  readonly clock: { now: number }
  /** Paths of pictures stored and not dropped. */
  readonly pictures: Set<string>
  person(name: string, role?: Role): Person
  /** Blocks, or ends every block between the two. */
  block(by: Person, other: Person, blocked: boolean): Promise<void>
  close(): Promise<void>
}

export interface Person {
  readonly user: UserId
  readonly name: string
  /** Throws the Fault it is answered with. */
  call<R extends Route>(route: R, request: RouteCall<R>): Promise<RouteReply<R>>
  group(name: string, members?: readonly Person[]): Promise<Room>
  direct(other: Person): Promise<Room>
  /** Sends a message; gives its seq. */
  say(room: Room, text: string, replyTo?: number): Promise<number>
  forward(room: Room, from: { readonly room: RoomId; readonly seq: number }): Promise<number>
  edit(room: Room, seq: number, text: string): Promise<number>
  remove(room: Room, seq: number): Promise<number>
  react(room: Room, seq: number, emoji: string): Promise<number>
}

const silent = () => new Writable({ write: (_chunk, _encoding, done) => done() })

/** On a database of its own, or on the one given, which is closed with it. */
export async function testChat(given?: TestDatabase): Promise<ChatTest> {
  const { database, close } = given ?? (await testDatabase())
  const clock = { now: Date.UTC(2030, 0, 15, 12) }
  const log = createLog({ logLevel: 'silent', logFormat: 'json' }, silent())
  const cluster = createMemoryCluster({ log, clock: () => clock.now })
  const metrics = createMetrics()
  const rooms = createRooms({
    ...{ database, cluster, log, registry: metrics.registry, clock: () => clock.now, accepting: () => true },
    settings: {
      ...{
        presenceLease: 30_000,
        presenceLimit: 200,
        headsEvery: 15_000,
        rateScale: Number.POSITIVE_INFINITY,
      },
      ...{ signalBuffer: 1024 * 1024, socketBuffer: 4 * 1024 * 1024 },
    },
  })
  const people = new Map<UserId, { readonly name: string; readonly role: Role }>()
  const blocks = new Set<string>()
  const pictures = new Set<string>()
  const pair = (one: UserId, other: UserId) => [one, other].sort().join(' ')
  const accounts: ChatAccounts = {
    profiles: async (_db, ids) =>
      new Map(
        ids.flatMap((id) => {
          const profile = people.get(id)
          return profile === undefined ? [] : [[id, profile]]
        }),
      ),
    blockedAmong: async (_db, user, others) =>
      new Set(others.filter((other) => blocks.has(pair(user, other)))),
    async storePicture(bytes) {
      if (bytes.length < 4) throw new Fault('UNSUPPORTED_TYPE')
      const path = `/api/v1/pictures/${randomUUID()}.webp`
      pictures.add(path)
      return path
    },
    dropPicture: async (db, path) => database.afterCommit(db, () => void pictures.delete(path)),
  }
  const chat = createChat({ database, rooms, accounts, log, clock: () => clock.now })
  rooms.register(chat)
  const http = await createHttp({
    config: loadConfig({}, { port: '0', overloadMilliseconds: '0', rateLimitScale: '1000' }),
    ...{ log, metrics, counters: cluster.counters, webFolder: '/nowhere' },
    authenticate: async (token) => {
      const caller: Caller = JSON.parse(Buffer.from(token, 'base64url').toString())
      return { ...caller, expiresAt: clock.now + 900_000 }
    },
    routes: [...rooms.routes, ...chat.routes],
  })
  const stopRooms = await rooms.start?.()

  async function call<R extends Route>(
    token: string,
    route: R,
    request: RouteCall<R>,
  ): Promise<RouteReply<R>> {
    const {
      params = {},
      query = {},
      body,
    } = request as {
      params?: Record<string, unknown>
      query?: Record<string, unknown>
      body?: unknown
    }
    const path = route.path.replaceAll(/:(\w+)/g, (_, name: string) =>
      encodeURIComponent(String(params[name])),
    )
    const asked = new URLSearchParams(
      Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
    )
    const bytes = isBytes(route.body)
    const response = await http.inject({
      method: route.method,
      url: `${path}?${asked}`,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': bytes ? 'image/png' : 'application/json' }),
      },
      ...(body === undefined
        ? {}
        : { payload: bytes ? Buffer.from(body as Uint8Array) : JSON.stringify(body) }),
    })
    const answer: unknown = response.payload === '' ? undefined : JSON.parse(response.payload)
    if (response.statusCode >= 400) throw Fault.fromBody(FaultBody.parse(answer))
    return (route.reply === undefined ? undefined : route.reply.parse(answer)) as RouteReply<R>
  }

  function person(name: string, role: Role = 'user'): Person {
    const user = randomUUID() as UserId
    people.set(user, { name, role })
    const caller: Caller = { user, role, device: randomUUID() as DeviceId }
    const token = Buffer.from(JSON.stringify(caller)).toString('base64url')
    const send = async (room: Room, type: string, body: unknown, about?: number): Promise<number> => {
      const clientId = randomUUID() as ClientId
      const request = { type, clientId, body, ...(about === undefined ? {} : { about }) }
      return (await call(token, sendEntry, { params: { room: room.id }, body: request })).seq
    }
    return {
      user,
      name,
      call: (route, request) => call(token, route, request),
      group: (title, members = []) =>
        call(token, createChatRoute, {
          body: { kind: 'group', name: title, members: members.map((member) => member.user) },
        }),
      direct: (other) => call(token, createChatRoute, { body: { kind: 'direct', user: other.user } }),
      say: (room, text, replyTo) =>
        send(room, message.name, { text, ...(replyTo === undefined ? {} : { replyTo }) }),
      forward: (room, from) => send(room, message.name, { forward: from }),
      edit: (room, seq, text) => send(room, edit.name, { text }, seq),
      remove: (room, seq) => send(room, remove.name, {}, seq),
      react: (room, seq, emoji) => send(room, reaction.name, { emoji }, seq),
    }
  }

  return {
    ...{ database, rooms, chat, clock, pictures, person },
    async block(by, other, blocked) {
      await database.transaction(async (tx) => {
        if (blocked) blocks.add(pair(by.user, other.user))
        else blocks.delete(pair(by.user, other.user))
        await chat.blockChanged(tx, { by: by.user, user: other.user, blocked })
      })
    },
    async close() {
      await http.close()
      await stopRooms?.()
      await rooms.drain()
      await cluster.close()
      await close()
    },
  }
}

/** For `expect(…).toMatchObject`: the Fault with this code. */
export function fault(code: string): { readonly code: string } {
  return { code }
}
