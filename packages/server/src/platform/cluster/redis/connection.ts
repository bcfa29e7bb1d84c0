import { setTimeout as delay } from 'node:timers/promises'
import { Fault } from '@stoa/contract/http'
import { Redis, type RedisOptions } from 'ioredis'
import type { Logger } from 'pino'
import type { Clock } from '../../clock/clock.ts'
import { createComplaints } from '../complaints.ts'

/**
 * Three connections to one Redis that come and go as one: Redis lets none that subscribes do anything else, and what is
 * published to all nodes must not hold up what is waited for.
 */
export interface RedisConnection {
  readonly commands: Redis
  readonly publisher: Redis
  readonly subscriber: Redis
  connected(): boolean
  /** Run each time all are there again, before the connection counts as back. A failure cuts it and begins anew. */
  beforeConnected(restore: () => Promise<void>): void
  onReconnect(listener: () => void): () => void
  /** Tells the log what failed although Redis is there. While it is away that is no news. */
  refused(what: string, error: unknown): void
  /** Begins anew where something failed although the connection stands; where it does not stand, that is under way. */
  failed(error: unknown): void
  /** Resolves once connected, or after so many milliseconds without. */
  settled(milliseconds: number): Promise<void>
  check(): Promise<void>
  close(): Promise<void>
}

const heartbeat = 5_000

export function openRedis(options: {
  readonly url: string
  readonly log: Logger
  readonly clock: Clock
}): RedisConnection {
  const { url, log } = options
  const complain = createComplaints(log, options.clock)
  let attempts = 0
  const shared = {
    // While Redis is away everything fails at once; nothing waits in memory and nothing is sent twice.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    autoResubscribe: false,
    connectTimeout: 2_000,
    // A peer that vanished without a word is found by the heartbeat that stays unanswered.
    socketTimeout: heartbeat,
    retryStrategy: () => Math.min(1_000, 50 * 2 ** Math.min(attempts++, 10)),
  } satisfies RedisOptions
  const commands = new Redis(url, { ...shared, connectionName: 'stoa', commandTimeout: 1_000 })
  const publisher = new Redis(url, { ...shared, connectionName: 'stoa-publisher' })
  const subscriber = new Redis(url, { ...shared, connectionName: 'stoa-subscriber' })
  const all = [commands, publisher, subscriber]

  const restorers: (() => Promise<void>)[] = []
  const listeners = new Set<() => void>()
  const first = Promise.withResolvers<void>()
  let up = false
  let closed = false
  let epoch = 0

  async function connect(): Promise<void> {
    if (all.some((redis) => redis.status !== 'ready')) return
    const mine = ++epoch
    try {
      for (const restore of restorers) await restore()
    } catch (error) {
      failed(error)
      return
    }
    if (mine !== epoch || closed) return
    up = true
    attempts = 0
    log.info('connected to Redis')
    first.resolve()
    for (const listener of [...listeners]) notify(listener)
  }

  function notify(listener: () => void): void {
    try {
      listener()
    } catch (error) {
      log.error({ err: error }, 'a listener to the return of Redis threw')
    }
  }

  function lost(): void {
    epoch++
    if (up && !closed) log.warn('lost Redis: other nodes cannot be reached, this one goes on alone')
    up = false
  }

  function refused(what: string, error: unknown): void {
    if (up) complain(what, error)
  }

  function broken(error: unknown): void {
    if (!closed) complain('Redis failed', error)
  }

  function failed(error: unknown): void {
    broken(error)
    if (!closed && subscriber.status === 'ready') subscriber.disconnect(true)
  }

  for (const redis of all) {
    redis.on('ready', () => void connect())
    redis.on('close', lost)
    redis.on('error', broken)
  }
  const beat = setInterval(() => {
    // An answer that fails to come cuts the connection by the socket timeout, so there is nothing more to do here.
    for (const redis of all) if (redis.status === 'ready') redis.ping().catch(broken)
  }, heartbeat)
  beat.unref()

  return {
    commands,
    publisher,
    subscriber,
    connected: () => up,
    beforeConnected: (restore) => void restorers.push(restore),
    onReconnect(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    refused,
    failed,
    async settled(milliseconds) {
      const waiting = new AbortController()
      const late = delay(milliseconds, undefined, { signal: waiting.signal }).catch(() => {})
      await Promise.race([first.promise, late])
      waiting.abort()
    },
    async check() {
      try {
        await commands.ping()
      } catch (error) {
        throw new Fault('UNAVAILABLE', undefined, { cause: error })
      }
      if (!up) throw new Fault('UNAVAILABLE')
    },
    async close() {
      closed = true
      up = false
      clearInterval(beat)
      subscriber.disconnect()
      // Asked to quit, Redis answers once all before it is done. Where it cannot be asked there is nothing to wait for.
      await publisher.quit().catch(() => publisher.disconnect())
      await commands.quit().catch(() => commands.disconnect())
    },
  }
}
