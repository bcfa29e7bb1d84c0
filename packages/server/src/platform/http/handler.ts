import type { Role } from '@stoa/contract/accounts'
import type {
  DeviceId,
  Route,
  RouteBody,
  RouteParams,
  RouteQuery,
  RouteResult,
  UserId,
} from '@stoa/contract/http'

/** Who is calling, as their access token says. */
export interface Caller {
  readonly user: UserId
  readonly role: Role
  readonly device: DeviceId
}

/** Where a call comes from. */
export interface Origin {
  readonly address: string
  readonly userAgent: string
  readonly requestId: string
  /** True where the browser reached us by https, directly or through a trusted proxy. */
  readonly secure: boolean
  cookie(name: string): string | undefined
  /** By its name in lower case. */
  header(name: string): string | undefined
}

export interface Call<R extends Route> {
  readonly params: RouteParams<R>
  readonly query: RouteQuery<R>
  readonly body: RouteBody<R>
  readonly caller: R['access'] extends 'public' ? Caller | null : Caller
  readonly origin: Origin
  /** Sets an HttpOnly, SameSite=Lax cookie, Secure where the call was; `null` removes it. */
  setCookie(
    name: string,
    value: string | null,
    options: { readonly path: string; readonly maxAge?: number },
  ): void
}

export type Handler<R extends Route> = (call: Call<R>) => Promise<RouteResult<R>>

/** A route with what answers it. The access check, validation and rate limit come before the handler. */
export interface BoundRoute {
  readonly route: Route
  readonly handle: Handler<Route>
  /** True where the handler gives a {@link RawReply}, sent as it is. */
  readonly raw?: true
  /** True where pages of other origins may call it, too (CORS): with what they know themselves, never with our cookies. */
  readonly foreign?: true
}

export function bind<R extends Route>(route: R, handle: Handler<R>): BoundRoute {
  // The binder validates each part with the route's own schemas before it calls the handler.
  return { route, handle: handle as unknown as Handler<Route> }
}

/** An answer that is not JSON, such as a picture. */
export interface RawReply {
  /** Null where there are no bytes. */
  readonly contentType: string | null
  readonly bytes: Uint8Array
  /** The route's unless said. */
  readonly status?: 200 | 201 | 204
  readonly headers?: Readonly<Record<string, string>>
  /** The Cache-Control header. */
  readonly cache: string
}

/** A route whose good answer is bytes: its `reply` is absent and its status 200 unless said. Faults are JSON as everywhere. */
export function bindRaw<R extends Route>(
  route: R,
  handle: (call: Call<R>) => Promise<RawReply>,
  options: Pick<BoundRoute, 'foreign'> = {},
): BoundRoute {
  return { route, handle: handle as unknown as Handler<Route>, raw: true, ...options }
}

/** Turns an access token into a caller. Throws NOT_SIGNED_IN, TOKEN_EXPIRED, SESSION_ENDED or BANNED. */
export type Authenticate = (token: string) => Promise<Caller & { readonly expiresAt: number }>
