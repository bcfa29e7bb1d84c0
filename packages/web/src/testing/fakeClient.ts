import type { Client, ClientOptions, ConnectionState, Kept, SessionState } from '@stoa/client'
import type { Route, RouteReply } from '@stoa/contract/http'
import { asFault } from '../components/useTask.ts'
import { castOf } from './cast.ts'
import { cell } from './cell.ts'
import { fakeConversation } from './fakeConversation.ts'
import { fakeReply } from './fakeReplies.ts'
import { fakeRooms } from './fakeRooms.ts'

/** How a preview starts; set as JSON under `stoa.preview` in the browser's storage. */
interface Preview {
  readonly signedOut?: boolean
  readonly empty?: boolean
  readonly loading?: boolean
  readonly connection?: ConnectionState
}

/**
 * A stand-in for the SDK with a small world in memory, to look at screens without a server. `vite --mode preview` puts it
 * in the place of `@stoa/client`; no other build knows of it.
 */
export function createClient(
  _options: ClientOptions,
  storage: Pick<Storage, 'getItem'> = localStorage,
): Client {
  const preview: Preview = JSON.parse(storage.getItem('stoa.preview') ?? '{}')
  const now = Date.now()
  const { me, profiles } = castOf(now)
  const all = preview.empty ? [] : fakeRooms(now)
  const session = cell<SessionState>(
    preview.signedOut ? { status: 'signed-out' } : { status: 'signed-in', me },
  )
  const connection = cell<ConnectionState>(preview.connection ?? { status: 'online' })
  const listed = () => all.map(({ room }) => room.get()).sort((one, other) => other.activeAt - one.activeAt)
  const rooms = cell<ReturnType<Client['rooms']['get']>>(
    preview.loading ? { status: 'loading', rooms: [] } : { status: 'ready', rooms: listed() },
  )
  for (const { room } of all) room.subscribe(() => rooms.set({ status: 'ready', rooms: listed() }))
  const people = new Map(profiles.map((profile) => [profile.id, cell<typeof profile | undefined>(profile)]))
  const signIn = async () => session.set({ status: 'signed-in', me })

  return {
    session,
    connection,
    rooms,
    outbox: cell({ waiting: preview.connection === undefined ? 0 : 2, failed: 0 }),
    people: { profile: (user) => people.get(user) ?? cell(undefined) },
    async call(route, ...request) {
      const reply = await fakeReply(route, request[0] ?? {}, { me, profiles, rooms: all })
      if (reply instanceof Error) throw asFault(reply)
      if (!isReply(route, reply)) throw asFault(new Error(`The preview answers ${route.path} wrongly`))
      return reply
    },
    download: async () => new Blob(),
    negotiate: async () => ({ text: '', location: null, etag: null }),
    start: async () => {},
    login: async () => ({ expiresIn: 300 }),
    verify: signIn,
    signInDemo: signIn,
    logout: async () => session.set({ status: 'signed-out' }),
    open(room) {
      const found = all.find((one) => one.room.get().id === room)
      if (found === undefined) throw new Error('No such room')
      return fakeConversation(found, me.id)
    },
    send: async () => ({ seq: 1, at: Date.now() }),
    signal() {},
    listen: () => () => {},
    kept: { documents: nothingKept, drafts: nothingKept },
    enter: signIn,
    stop: async () => {},
  }
}

const nothingKept: Kept = {
  get: async () => undefined,
  put: async () => {},
  delete: async () => {},
  list: async () => [],
  clear: async () => {},
}

function isReply<R extends Route>(route: R, value: unknown): value is RouteReply<R> {
  return route.reply === undefined || route.reply.safeParse(value).success
}
