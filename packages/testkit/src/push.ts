import {
  createDecipheriv,
  createECDH,
  createHmac,
  createPublicKey,
  type ECDH,
  randomBytes,
  verify,
} from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** A push as a browser got it. */
export interface ReceivedPush {
  /** Whose: the browser's own name. */
  readonly browser: string
  /** Decrypted with the browser's keys. */
  readonly message: unknown
  readonly ttl: number
  readonly topic: string | undefined
  readonly urgency: string | undefined
  /** The key that the server identified itself by, checked against the signature (RFC 8292). */
  readonly sender: string
}

/** What PushManager.subscribe gives a page. */
export interface BrowserSubscription {
  readonly endpoint: string
  readonly keys: { readonly p256dh: string; readonly auth: string }
}

/** A push service for tests, with browsers: takes messages as RFC 8030 says, and decrypts them as RFC 8291 says. */
export interface PushService {
  readonly url: string
  readonly received: readonly ReceivedPush[]
  /** A browser that takes pushes from whoever has this key (VAPID). */
  subscribe(browser: string, serverKey: string): BrowserSubscription
  /** The browser is gone: what is sent to it from now on is answered with this status. */
  expire(browser: string, status?: 404 | 410): void
  /** The next push that nobody has taken by this yet, now or when it comes. */
  next(): Promise<ReceivedPush>
  /** Resolves once so many pushes came for browsers that were gone, with all of those browsers' names so far. */
  refused(count: number): Promise<readonly string[]>
  stop(): Promise<void>
}

interface Browser {
  readonly name: string
  readonly keys: ECDH
  readonly auth: Buffer
  readonly serverKey: string
  gone: 404 | 410 | null
}

export async function startPushService(): Promise<PushService> {
  const browsers = new Map<string, Browser>()
  const received: ReceivedPush[] = []
  const waiting: ((push: ReceivedPush) => void)[] = []
  const refused: string[] = []
  const counting: { readonly count: number; readonly resolve: (names: readonly string[]) => void }[] = []
  const seen = { taken: 0 }

  async function take(request: IncomingMessage): Promise<number> {
    const browser = browsers.get((request.url ?? '').slice('/push/'.length))
    const body = await buffer(request)
    if (browser === undefined) return 404
    if (browser.gone !== null) {
      refused.push(browser.name)
      return browser.gone
    }
    if (request.method !== 'POST') return 405
    const { ttl, topic, urgency, authorization = '' } = request.headers
    if (typeof ttl !== 'string' || request.headers['content-encoding'] !== 'aes128gcm') return 400
    if (typeof topic === 'string' && !/^[\w-]{1,32}$/.test(topic)) return 400
    const sender = senderOf(authorization, url())
    if (sender !== browser.serverKey) return 403
    receive({
      ...{ browser: browser.name, sender, ttl: Number(ttl) },
      message: JSON.parse(decrypt(body, browser).toString('utf8')),
      topic: typeof topic === 'string' ? topic : undefined,
      urgency: typeof urgency === 'string' ? urgency : undefined,
    })
    return 201
  }

  function receive(push: ReceivedPush): void {
    received.push(push)
    const reader = waiting.shift()
    if (reader === undefined) return
    seen.taken += 1
    reader(push)
  }

  function answer(request: IncomingMessage, response: ServerResponse): void {
    take(request)
      // What cannot be decrypted or verified was not made for this browser.
      .catch(() => 400)
      .then((status) => {
        response.writeHead(status).end()
        for (const { count, resolve } of counting) if (refused.length >= count) resolve(refused)
      })
  }

  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    url: url(),
    received,
    subscribe(name, serverKey) {
      const id = randomBytes(16).toString('hex')
      const keys = createECDH('prime256v1')
      const p256dh = keys.generateKeys('base64url')
      const auth = randomBytes(16)
      browsers.set(id, { name, keys, auth, serverKey, gone: null })
      return { endpoint: `${url()}/push/${id}`, keys: { p256dh, auth: auth.toString('base64url') } }
    },
    expire(name, status = 410) {
      for (const browser of browsers.values()) if (browser.name === name) browser.gone = status
    },
    next() {
      const push = received[seen.taken]
      if (push === undefined) return new Promise((resolve) => waiting.push(resolve))
      seen.taken += 1
      return Promise.resolve(push)
    },
    refused: (count) =>
      new Promise((resolve) => {
        if (refused.length >= count) resolve(refused)
        else counting.push({ count, resolve })
      }),
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** The key in a `vapid` authorization whose token it signed, for this audience and not for longer than a day (RFC 8292). */
function senderOf(authorization: string, audience: string): string | null {
  const [, token = '', key = ''] = /^vapid t=([\w.-]+), *k=([\w-]+)$/.exec(authorization) ?? []
  const [head = '', claims = '', signature = ''] = token.split('.')
  const point = Buffer.from(key, 'base64url')
  const { aud, exp, sub } = JSON.parse(Buffer.from(claims, 'base64url').toString())
  const hour = 3_600
  const now = Date.now() / 1000
  if (aud !== audience || exp < now || exp > now + 24 * hour || !/^(mailto|https):/.test(sub)) return null
  const publicKey = createPublicKey({
    format: 'jwk',
    key: {
      ...{ kty: 'EC', crv: 'P-256' },
      ...{ x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33, 65).toString('base64url') },
    },
  })
  const signed = verify(
    'sha256',
    Buffer.from(`${head}.${claims}`),
    { key: publicKey, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  )
  return signed ? key : null
}

/** RFC 8291 over RFC 8188: one record, as browsers read it. Throws where it was made for other keys or changed on its way. */
function decrypt(body: Buffer, { keys, auth }: Browser): Buffer {
  const salt = body.subarray(0, 16)
  const sender = body.subarray(21, 21 + body.readUInt8(20))
  const record = body.subarray(21 + sender.length)
  const secret = keys.computeSecret(sender)
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), keys.getPublicKey(), sender])
  const ikm = derive({ salt: auth, secret, info, length: 32 })
  const key = derive({ salt, secret: ikm, info: Buffer.from('Content-Encoding: aes128gcm\0'), length: 16 })
  const nonce = derive({ salt, secret: ikm, info: Buffer.from('Content-Encoding: nonce\0'), length: 12 })
  const decipher = createDecipheriv('aes-128-gcm', key, nonce)
  decipher.setAuthTag(record.subarray(-16))
  const padded = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()])
  // The text ends with the last byte that is not zero: 2, as this is the last record.
  const end = padded.findLastIndex((byte) => byte !== 0)
  if (padded[end] !== 2) throw new Error('the record is not the last one')
  return padded.subarray(0, end)
}

/** HKDF with SHA-256, of one block (RFC 5869). */
function derive(given: {
  readonly salt: Buffer
  readonly secret: Buffer
  readonly info: Buffer
  readonly length: number
}): Buffer {
  const extracted = createHmac('sha256', given.salt).update(given.secret).digest()
  const expanded = createHmac('sha256', extracted)
    .update(given.info)
    .update(Buffer.from([1]))
    .digest()
  return expanded.subarray(0, given.length)
}
