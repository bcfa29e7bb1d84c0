import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { Fault, RoomId, UserId } from '@stoa/contract/http'
import { createMemoryCluster } from '../../../../platform/cluster/memory.ts'
import { createLog } from '../../../../platform/telemetry/log.ts'
import type { EngineEvent } from '../engine.ts'
import { createLiveKitEngine, type LiveKitEngine } from './engine.ts'
import type { Carried, LiveKitConfig } from './needs.ts'

export const someRoom = (): RoomId => RoomId.parse(randomUUID())
export const somebody = (): UserId => UserId.parse(randomUUID())

type Of<K extends EngineEvent['kind']> = Extract<EngineEvent, { kind: K }>

export interface EngineTest {
  readonly engine: LiveKitEngine
  /** Where LiveKit posts its webhooks. */
  readonly webhook: string
  /** What the database would say; the test's to change. */
  carried: readonly Carried[]
  /** Who may be nowhere. */
  readonly refused: Set<UserId>
  readonly clock: { now: number }
  readonly events: readonly EngineEvent[]
  /** The first event of a kind, of those there have been or are to come. */
  event<K extends EngineEvent['kind']>(kind: K, fits?: (event: Of<K>) => boolean): Promise<Of<K>>
  recordingFolder(stream: RoomId): string
  stop(): Promise<void>
}

/** The engine with a webhook's address of its own, and with what it needs of others in memory. `config` is asked for once that address is
 * known; recordings are in `folder`. */
export async function testEngine(
  configure: (webhook: string) => Promise<LiveKitConfig>,
  folder = '/nowhere',
): Promise<EngineTest> {
  const clock = { now: Date.now() }
  const log = createLog({ logLevel: 'silent', logFormat: 'json' })
  const cluster = createMemoryCluster({ log, clock: () => clock.now })
  const events: EngineEvent[] = []
  const refused = new Set<UserId>()
  let receive: LiveKitEngine['receive'] = async () => undefined
  const server = createServer(async (request, response) => {
    const body = await buffer(request)
    const { authorization } = request.headers
    const status = await receive({ body, authorization }).then(
      () => 204,
      (error: unknown) => (error instanceof Fault ? error.statusCode : 500),
    )
    response.writeHead(status).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  const webhook = `http://127.0.0.1:${address.port}/`
  const recordingFolder = (stream: RoomId) => join(folder, stream)
  const engine = createLiveKitEngine({
    config: await configure(webhook),
    cluster,
    carried: async () => test.carried,
    allowed: async ({ user }) => !refused.has(user),
    recordingFolder,
    clock: () => clock.now,
    log,
    random: randomBytes,
  })
  receive = engine.receive
  engine.listen((event) => events.push(event))
  const test: EngineTest = {
    ...{ engine, webhook, carried: [], refused, clock, events, recordingFolder },
    event<K extends EngineEvent['kind']>(kind: K, fits: (event: Of<K>) => boolean = () => true) {
      const { promise, resolve } = Promise.withResolvers<Of<K>>()
      const is = (event: EngineEvent): event is Of<K> => event.kind === kind
      const check = (event: EngineEvent) => {
        if (is(event) && fits(event)) resolve(event)
      }
      events.forEach(check)
      return promise.finally(engine.listen(check))
    },
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
      await cluster.close()
    },
  }
  return test
}
