import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP } from 'node:net'
import { Fault } from '@stoa/contract/http'
import type { RequestDetails } from 'web-push'
import type { Log } from '../telemetry/log.ts'
import { isPublicAddress, publicLookup } from './address.ts'
import { deriveVapidKeys } from './keys.ts'
import type { Push, Pushed } from './push.ts'

/** Milliseconds that a push service may take to answer. */
const patience = 10_000

export interface PushServiceOptions {
  readonly secret: string
  /** Who a push service's operator can write to (RFC 8292): a mailto: or https: URL. */
  readonly contact: string
  /** Also takes endpoints on this machine and in private networks, and plain http: for tests. */
  readonly inside: boolean
  readonly log: Log
}

/** Web Push: RFC 8030 with encryption by RFC 8291 and the server's identity by RFC 8292. */
export function createPush({ secret, contact, inside, log }: PushServiceOptions): Push {
  const keys = deriveVapidKeys(secret)
  return {
    key: keys.publicKey,
    check({ endpoint }) {
      if (!inside && !isPublicEndpoint(new URL(endpoint)))
        throw new Fault('BAD_REQUEST', 'The endpoint must be an https address of a public host.')
    },
    async send({ endpoint, p256dh, auth }, message, { seconds, topic }) {
      const url = new URL(endpoint)
      if (!inside && !isPublicEndpoint(url)) return 'gone'
      try {
        const { default: webPush } = await import('web-push')
        const details = webPush.generateRequestDetails(
          { endpoint, keys: { p256dh, auth } },
          JSON.stringify(message),
          { vapidDetails: { subject: contact, ...keys }, TTL: seconds, urgency: 'high', topic },
        )
        return outcomeOf(await post(url, details, inside))
      } catch (error) {
        log.info({ err: error, host: url.host }, 'a push could not be handed over')
        return 'failed'
      }
    },
  }
}

function isPublicEndpoint({ protocol, hostname }: URL): boolean {
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  return protocol === 'https:' && (isIP(host) === 0 ? host !== 'localhost' : isPublicAddress(host))
}

function outcomeOf(status: number): Pushed {
  if (status === 404 || status === 410) return 'gone'
  return status >= 200 && status < 300 ? 'sent' : 'failed'
}

/** Resolves to the status. Follows nothing and reads nothing more: a push service has nothing to say to us. */
function post(url: URL, { headers, body }: RequestDetails, inside: boolean): Promise<number> {
  const request = url.protocol === 'https:' ? requestHttps : requestHttp
  return new Promise((resolve, reject) => {
    const asked = request(url, {
      method: 'POST',
      headers,
      signal: AbortSignal.timeout(patience),
      ...(inside ? {} : { lookup: publicLookup }),
    })
    asked.on('response', (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    asked.on('error', reject)
    asked.end(body)
  })
}
