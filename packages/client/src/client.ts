import { demoSignIn, login, logout, type Session as SessionReply, verify } from '@stoa/contract/accounts'
import { Fault } from '@stoa/contract/http'
import type { Client, ConnectionState, Kept, Store } from './api.ts'
import { createCalls } from './calls/calls.ts'
import { createHttp } from './http/http.ts'
import { toFault } from './http/refusal.ts'
import type { ClientOptions } from './options.ts'
import { createPersonal, type Personal } from './personal/personal.ts'
import type { RoomList } from './rooms/rooms.ts'
import { createSession } from './session/session.ts'
import type { Table } from './storage/storage.ts'
import { usualStorage } from './storage/usual.ts'
import { switched } from './store/switched.ts'
import { isBrowser, whenBack } from './surroundings/surroundings.ts'
import { browserTabs, canKnowTabs } from './tabs/browser-tabs.ts'
import { noOtherTabs } from './tabs/tabs.ts'
import { systemTime } from './time/time.ts'
import { randomUuid } from './time/uuid.ts'

const nobody: Store<undefined> = { get: () => undefined, subscribe: () => () => {} }
const logged = (error: unknown) => console.warn('stoa:', error)

/** A client of one server. Call `start` to find out who is signed in, and `stop` when it is not needed any more. */
export function createClient(options: ClientOptions): Client {
  const { url, time = systemTime, id = randomUuid, report = logged } = options
  const tokens = options.tokens ?? (isBrowser() ? 'cookie' : 'body')
  const storage = options.storage ?? usualStorage(`stoa ${url}`, report)
  const tabs = storage.shared !== null && canKnowTabs() ? browserTabs(storage.shared) : noOtherTabs()
  const http = createHttp({ url, fetch: options.fetch ?? ((...request) => fetch(...request)) })
  const session = createSession({ http, storage, tabs, time, tokens })
  const { call, download, negotiate } = createCalls({ http, session, report })
  const device = options.device === undefined ? {} : { device: options.device }

  const connection = switched<ConnectionState>({ status: 'idle' })
  const rooms = switched<RoomList>({ status: 'loading', rooms: [] })
  const outbox = switched({ waiting: 0, failed: 0 })
  let personal: Personal | undefined
  let ended: Promise<unknown> = Promise.resolve()
  const leaveSession = session.state.subscribe(arrange)
  const leaveSurroundings = whenBack(() => personal?.hurry())

  /** Has the parts of whoever is signed in, and of nobody else. */
  function arrange(): void {
    const state = session.state.get()
    const me = state.status === 'signed-in' ? state.me : undefined
    if (personal?.me !== me?.id) {
      if (personal !== undefined) leave(personal)
      personal =
        me === undefined
          ? undefined
          : createPersonal({ me: me.id, url, call, session, storage, tabs, time, id, report })
      connection.follow(personal?.connection)
      rooms.follow(personal?.rooms)
      outbox.follow(personal?.outbox.counts)
    }
    if (me !== undefined) personal?.people.learn([me])
  }

  /** What could be read offline goes with its reader; what they wrote waits for their return. */
  function leave(left: Personal): void {
    const gone = ended.then(() => left.stop()).then(() => forget(left.me, ['rooms', 'pages', 'documents']))
    ended = gone.catch(report)
  }

  async function forget(user: string, tables: readonly Table[]): Promise<void> {
    await Promise.all(tables.map((table) => storage.clear(table, user)))
  }

  async function accept(reply: SessionReply): Promise<void> {
    await session.accept(reply)
    arrange()
  }

  function signedIn(): Personal {
    arrange()
    if (personal === undefined) throw new Fault('NOT_SIGNED_IN')
    return personal
  }

  /** One person's part of a table; a person's keys begin with their id. */
  function kept(table: 'documents' | 'drafts'): Kept {
    const { me } = signedIn()
    const keyOf = (key: string) => `${me}/${key}`
    return {
      get: (key) => storage.get(table, keyOf(key)),
      put: (key, value) => storage.put(table, keyOf(key), value),
      delete: (key) => storage.delete(table, keyOf(key)),
      list: (prefix) => storage.list(table, keyOf(prefix)),
      clear: (prefix) => storage.clear(table, keyOf(prefix)),
    }
  }

  return {
    session: session.state,
    connection,
    rooms,
    outbox,
    people: { profile: (user) => personal?.people.profile(user) ?? nobody },
    call,
    download,
    negotiate,
    async start() {
      await session.restore()
      arrange()
    },
    login: (email) => call(login, { body: { email } }),
    async verify(email, code) {
      await session.settled()
      await accept(await call(verify, { body: { email, code, tokens, ...device } }))
    },
    async signInDemo(user) {
      await session.settled()
      await accept(await call(demoSignIn, { body: { user, tokens, ...device } }))
    },
    async logout() {
      const state = session.state.get()
      try {
        await call(logout)
      } catch (error) {
        // Signed out already is as good. A cookie can only be taken away by the server.
        const fault = toFault(error)
        if (fault.statusCode !== 401 && !(tokens === 'body' && fault.code === 'UNAVAILABLE')) throw fault
      }
      await session.end()
      arrange()
      await ended
      if (state.status === 'signed-in') await forget(state.me.id, ['outbox', 'drafts'])
    },
    open: (room) => signedIn().open(room),
    async send(room, type, body, about) {
      const { add, receipt } = signedIn().outbox
      return await receipt(add({ room, type: type.name, body, about }).clientId)
    },
    signal: (room, type, body) => signedIn().signal(room, type.name, body),
    listen: (room, after, hear) => signedIn().listen(room, after, hear),
    enter: accept,
    get kept() {
      return { documents: kept('documents'), drafts: kept('drafts') }
    },
    async stop() {
      leaveSession()
      leaveSurroundings()
      session.stop()
      await personal?.stop()
      await ended
      tabs.close()
      await storage.close()
    },
  }
}
