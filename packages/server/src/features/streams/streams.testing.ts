import {
  Fault,
  FaultBody,
  type RoomId,
  type Route,
  type RouteCall,
  type RouteReply,
  type UserId,
} from '@stoa/contract/http'
import { type Entry, listEntries } from '@stoa/contract/rooms'
import { createStream, getStream, type Stream, streamChanged, whep, whip } from '@stoa/contract/streams'
import {
  type Publishing,
  type PublishingOptions,
  publishing,
  type Watching,
  watching,
} from '@stoa/media/testing'
import type { MailboxReader } from '@stoa/testkit'
import { expect } from 'vitest'

/** Where somebody calls: a node that listens. */
export type Place = MailboxReader & { readonly url: string }

/** Somebody who is signed in, and their WebRTC. */
export interface Person {
  readonly user: UserId
  readonly token: string
  /** Throws the Fault it is answered with. */
  call<R extends Route>(route: R, request: RouteCall<R>, at?: Place): Promise<RouteReply<R>>
  create(more?: { title?: string; record?: boolean; metadata?: Stream['metadata'] }): Promise<Stream>
  see(stream: Pick<Stream, 'id'>, at?: Place): Promise<Stream>
  /** Resolves to the stream once it is as wanted. */
  sees(stream: Pick<Stream, 'id'>, wanted: Partial<Stream>, at?: Place): Promise<Stream>
  /** What the stream's room was told of its state. */
  states(stream: Pick<Stream, 'id'>): Promise<Entry['body'][]>
  publish(stream: Pick<Stream, 'id'>, more?: Opening): Promise<Opened<Publishing>>
  watch(stream: Pick<Stream, 'id'>, more?: Opening & { publisher?: UserId }): Promise<Opened<Watching>>
}

interface Opening extends PublishingOptions {
  readonly at?: Place
  /** Instead of the access token. */
  readonly bearer?: string
}

export type Opened<P> = P & { readonly location: string; readonly etag: string }

/** Sends SDP as a WHIP or WHEP client does. */
export function post(
  url: string,
  { bearer, body, type = 'application/sdp' }: { bearer?: string; body: string; type?: string },
): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: {
      'content-type': type,
      ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
    },
    body,
  })
}

/** Throws the Fault of a refusal. */
async function good(reply: Response): Promise<Response> {
  if (!reply.ok) throw Fault.fromBody(FaultBody.parse(await reply.json()))
  return reply
}

export const pathOf = (route: Route, stream: Pick<Stream, 'id'>) => route.path.replace(':stream', stream.id)

/** Signs somebody in. `ends` is where what they open is noted, to be closed. */
export async function personAt(
  home: Place,
  email: string,
  ends: (() => void | Promise<void>)[],
): Promise<Person> {
  const { accessToken: token, user } = await home.signIn(email)

  async function call<R extends Route>(route: R, request: RouteCall<R>, at = home): Promise<RouteReply<R>> {
    const parts = request as {
      params?: Record<string, unknown>
      query?: Record<string, unknown>
      body?: unknown
    }
    const path = route.path.replaceAll(/:(\w+)/g, (_, name: string) => String(parts.params?.[name]))
    const asked = new URLSearchParams(
      Object.entries(parts.query ?? {}).map(([name, value]): [string, string] => [name, String(value)]),
    )
    const reply = await good(
      await fetch(`${at.url}${path}?${asked}`, {
        method: route.method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(parts.body === undefined ? {} : { body: JSON.stringify(parts.body) }),
      }),
    )
    // Only this very route answers here.
    return (route.reply === undefined ? undefined : route.reply.parse(await reply.json())) as never
  }

  async function open<P extends Publishing | Watching>(
    peer: P,
    url: string,
    bearer: string,
  ): Promise<Opened<P>> {
    ends.push(() => peer.close())
    const reply = await good(await post(url, { bearer, body: peer.offer }))
    expect(reply.status).toBe(201)
    await peer.accept(await reply.text())
    const header = (name: string) => reply.headers.get(name) ?? ''
    return Object.assign(peer, { location: header('location'), etag: header('etag') })
  }

  const see: Person['see'] = ({ id }, at) => call(getStream, { params: { stream: id } }, at)
  return {
    ...{ user: user.id, token, call, see },
    create: ({ title = 'A stream', ...more } = {}) => call(createStream, { body: { title, ...more } }),
    async sees(stream, wanted, at) {
      await expect.poll(() => see(stream, at)).toMatchObject(wanted)
      return see(stream, at)
    },
    async states({ id }) {
      const { entries } = await call(listEntries, { params: { room: id }, query: {} })
      return entries.filter(({ type }) => type === streamChanged.name).map(({ body }) => body)
    },
    async publish(stream, { at = home, bearer = token, ...options } = {}) {
      return open(await publishing(options), at.url + pathOf(whip, stream), bearer)
    },
    async watch(stream, { at = home, bearer = token, publisher, ...options } = {}) {
      const query = publisher === undefined ? '' : `?publisher=${publisher}`
      return open(await watching(options), at.url + pathOf(whep, stream) + query, bearer)
    },
  }
}

export function one({ id }: { readonly id: RoomId }): { readonly params: { readonly stream: RoomId } } {
  return { params: { stream: id } }
}
