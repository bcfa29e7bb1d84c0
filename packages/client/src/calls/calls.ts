import { blockUser, getMe, Me, unblockUser } from '@stoa/contract/accounts'
import { Fault, type Route, type RouteReply } from '@stoa/contract/http'
import type { Answer, Client } from '../api.ts'
import type { Http } from '../http/http.ts'
import type { LooseCall } from '../http/request.ts'
import type { Session } from '../session/session.ts'

export interface CallsOptions {
  readonly http: Http
  readonly session: Session
  readonly report: (error: unknown) => void
}

/** Calls routes as whoever is signed in: with their token, once more where it had expired, noticing when they are signed out. */
export function createCalls({
  http,
  session,
  report,
}: CallsOptions): Pick<Client, 'call' | 'download' | 'negotiate'> {
  /** Public routes may answer whoever is known differently, such as one who joins by a link. */
  async function tokenIfAny(): Promise<string | undefined> {
    if (session.state.get().status !== 'signed-in') return undefined
    // Where there is none to be had, the route is as public as for anybody.
    return await session.token().catch(() => undefined)
  }

  async function perform(route: Route, call: LooseCall, as?: 'json' | 'blob' | 'answer'): Promise<unknown> {
    if (route.access === 'public') return await http(route, call, await tokenIfAny(), as)
    const token = await session.token()
    try {
      return await http(route, call, token, as)
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      if (error.code === 'BANNED') await session.end(error)
      // Where the session has ended, the renewal is told so and signs out.
      if (error.statusCode !== 401) throw error
      return await http(route, call, await session.renew(token), as)
    }
  }

  /** Keeps `session` true to what a call has changed about the account. */
  async function notice(route: Route, reply: unknown): Promise<void> {
    if (route === blockUser || route === unblockUser) await session.change(Me.parse(await perform(getMe, {})))
    else if (route.reply === Me) await session.change(Me.parse(reply))
  }

  return {
    async call(route, ...request) {
      const call: LooseCall = request[0] ?? {}
      const reply = await perform(route, call)
      await notice(route, reply).catch(report)
      // `http` has parsed it by this very route's schema.
      return reply as RouteReply<typeof route>
    },
    async download(route, ...request) {
      const file = await perform(route, request[0] ?? {}, 'blob')
      if (file instanceof Blob) return file
      throw new Fault('INTERNAL')
    },
    async negotiate(route, ...request) {
      // `http` made it so.
      return (await perform(route, request[0] ?? {}, 'answer')) as Answer
    },
  }
}
