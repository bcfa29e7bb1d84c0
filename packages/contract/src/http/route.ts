import type * as z from 'zod'
import type { FaultCode } from './fault.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/**
 * Who may call a route. Each role includes the ones before it, but `creator`, which is a user with more to offer. A guest has a name
 * and no account: what they may see are the rooms they were let into.
 */
export type Access = 'public' | 'guest' | 'user' | 'creator' | 'moderator' | 'admin'

/** A request body that is not JSON: raw bytes of one of these content types. */
export interface Bytes {
  readonly bytes: readonly string[]
  readonly maxBytes: number
}

/**
 * One HTTP route as data. The server binds a handler to it, the client calls it and OpenAPI is generated from it,
 * so none of the three can disagree with the others.
 */
export interface Route {
  readonly method: Method
  /** With `:name` for parameters, the whole path from the root. */
  readonly path: `/${string}`
  readonly access: Access
  readonly tag: string
  readonly summary: string
  readonly description?: string
  readonly params?: z.ZodObject
  readonly query?: z.ZodObject
  readonly body?: z.ZodType | Bytes
  /** What a good answer holds; absent means an empty 204. */
  readonly reply?: z.ZodType
  /** Status of a good answer: 200 with a reply and 204 without, unless said. */
  readonly status?: 200 | 201 | 202 | 204
  /** Faults beyond the ones any route may give (BAD_REQUEST, NOT_SIGNED_IN, TOO_MANY, UNAVAILABLE …). */
  readonly faults?: readonly FaultCode[]
  /** Calls allowed per address and, when signed in, per user; [100 a minute] unless said. */
  readonly limit?: { readonly max: number; readonly seconds: number }
}

export function route<const R extends Route>(definition: R): R {
  return definition
}

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined
type Raw<S> = S extends z.ZodType ? z.input<S> : undefined

/** What a handler is given, after validation. */
export type RouteParams<R extends Route> = Parsed<R['params']>
export type RouteQuery<R extends Route> = Parsed<R['query']>
export type RouteBody<R extends Route> = R['body'] extends Bytes ? Uint8Array : Parsed<R['body']>
/** What a handler returns. */
export type RouteResult<R extends Route> = R['reply'] extends z.ZodType ? z.input<R['reply']> : undefined
/** What a caller gets back. */
export type RouteReply<R extends Route> = Parsed<R['reply']>

type Part<Name extends string, T> = [T] extends [undefined]
  ? { readonly [K in Name]?: undefined }
  : Record<string, never> extends T
    ? { readonly [K in Name]?: T }
    : { readonly [K in Name]: T }

/** What a caller passes: `{params, query, body}`, each only where the route has one. */
export type RouteCall<R extends Route> = Part<'params', Raw<R['params']>> &
  Part<'query', Raw<R['query']>> &
  (R['body'] extends Bytes
    ? { readonly body: Uint8Array | Blob; readonly contentType: string }
    : Part<'body', Raw<R['body']>>)

export function isBytes(body: Route['body']): body is Bytes {
  return body !== undefined && 'bytes' in body
}
