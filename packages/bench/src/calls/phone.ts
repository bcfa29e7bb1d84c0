import { randomUUID } from 'node:crypto'
import { Agent, request } from 'node:http'
import { CallView } from '@stoa/contract/calls'
import { io, type Socket } from 'socket.io-client'

/** One of the two of a call, as a client on the server's own machine. */
export interface Phone {
  readonly user: string
  /** Is connected from now on, as whoever can be called is. */
  connect(): Promise<Socket>
  /** A POST to the calls' routes; rejects for any answer but a good one. */
  post(path: string, body?: unknown): Promise<CallView>
  get(path: string): Promise<CallView>
}

/** Phones share their connections, as by a reverse proxy. */
export function createPhones(url: string): (person: { user: string; token: string }) => Phone {
  const agent = new Agent({ keepAlive: true, maxSockets: 128 })
  return ({ user, token }) => {
    async function ask(method: 'GET' | 'POST', path: string, body?: unknown): Promise<CallView> {
      const { status, text } = await send({ agent, url: url + path, method, token, body })
      if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`)
      return CallView.parse(JSON.parse(text))
    }
    return {
      user,
      connect: () =>
        new Promise((resolve, reject) => {
          const socket = io(url, {
            path: '/socket',
            transports: ['websocket'],
            auth: { token },
            forceNew: true,
          })
          socket.once('connect', () => resolve(socket))
          socket.once('connect_error', reject)
        }),
      post: (path, body) => ask('POST', path, body),
      get: (path) => ask('GET', path),
    }
  }
}

export function startBody(creator: string): unknown {
  return { creator, media: 'video', key: randomUUID() }
}

function send(asked: {
  readonly agent: Agent
  readonly url: string
  readonly method: string
  readonly token: string
  readonly body: unknown
}): Promise<{ status: number; text: string }> {
  const { agent, url, method, token, body } = asked
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      ...{ agent, method },
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
    })
    sent.on('error', reject)
    sent.on('response', (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => {
        text += part
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
    })
    sent.end(body === undefined ? undefined : JSON.stringify(body))
  })
}
