import { isIPv6 } from 'node:net'
import { Fault, type Route } from '@stoa/contract/http'
import type { Counters } from '../cluster/cluster.ts'

export type Limit = NonNullable<Route['limit']>

const reads: Limit = { max: 300, seconds: 60 }
const writes: Limit = { max: 100, seconds: 60 }

/** How often a route may be called, with the server's scale. */
export function limitOf(route: Route, scale: number): Limit {
  const { max, seconds } = route.limit ?? (route.method === 'GET' ? reads : writes)
  return { max: Math.max(1, Math.round(max * scale)), seconds }
}

/** The people behind one address, such as an office's or a mobile network's, that a limit has room for. */
const neighbours = 20

/** The limit of an address from which many signed-in people call, each of whom is limited by themselves. */
export function sharedLimit({ max, seconds }: Limit): Limit {
  return { max: max * neighbours, seconds }
}

/** Counts a call of `route` by `who`; throws TOO_MANY, saying when to retry, once the limit is passed (O10). */
export async function countCall(counters: Counters, route: Route, who: string, limit: Limit): Promise<void> {
  const taken = await counters.take(`http:${route.method}:${route.path}:${who}`, limit)
  if (!taken.allowed) throw new Fault('TOO_MANY', undefined, { details: { retryAfter: taken.retryAfter } })
}

/** An address as limits see it: a whole /64 of IPv6 is one customer's, so it is one. */
export function neighbourhood(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return mapped
  if (!isIPv6(address)) return address
  const [head = '', tail = ''] = address.toLowerCase().split('%')[0]?.split('::') ?? []
  const before = head === '' ? [] : head.split(':')
  const after = tail === '' ? [] : tail.split(':')
  const zeros = Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0')
  return `${[...before, ...zeros, ...after].slice(0, 4).join(':')}::/64`
}
