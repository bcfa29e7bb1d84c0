import { setTimeout as delay } from 'node:timers/promises'
import type { ParticipantInfo } from 'livekit-server-sdk'
import { factsOf } from './facts.ts'
import { partOf, publisherIdentity } from './names.ts'
import type { Carried, LiveKitNeeds, Timing } from './needs.ts'
import { type Outlook, seen } from './outlook.ts'

export interface Sweep {
  /** Looks once, whoever's turn it is. */
  run(): Promise<void>
  /** Looks again and again while this node is the one to; returns how to end it. */
  start(): () => Promise<void>
}

const lease = 'streams:livekit'

/**
 * Holds what LiveKit says against what is written down, and tells the differences: webhooks may be lost, and a publisher's time to come back runs out
 * without anybody saying so. One node does it for all; that two do it for a while is harmless.
 */
export function createSweep(
  needs: Pick<LiveKitNeeds, 'cluster' | 'carried' | 'clock' | 'log'> & { readonly timing: Timing },
  outlook: Outlook,
): Sweep {
  const { cluster, carried, clock, log, timing } = needs
  const { rooms, told, emit } = outlook

  async function run(): Promise<void> {
    // What is written down is read first: who was there then and is not with LiveKit now has left; the other way round they may have come meanwhile.
    const written = new Map((await carried()).map((one) => [one.stream, one]))
    const found = await rooms.streams()
    for (const stream of new Set([...written.keys(), ...found])) {
      const one = written.get(stream) ?? { stream, publishers: [], viewings: [] }
      try {
        await look(one, await rooms.participants(stream))
      } catch (error) {
        // One that cannot be looked at keeps no other from it.
        log.error({ err: error, stream }, 'a stream could not be held against LiveKit')
      }
    }
    told.keep(new Set(written.keys()))
    told.lapse(timing.return)
  }

  async function look(
    { stream, viewings, publishers }: Carried,
    there: readonly ParticipantInfo[],
  ): Promise<void> {
    const present = new Set(there.map(({ sid }) => sid))
    for (const { viewing, viewer } of viewings)
      if (!present.has(viewing)) emit({ kind: 'left', stream, viewer, viewing, at: clock() })
    const believed = new Set(publishers.flatMap((one) => (one.present ? one.publisher : [])))
    for (const publisher of believed) {
      const now = there.find(({ identity }) => identity === publisherIdentity(publisher))
      if (now === undefined || factsOf(now) === null) told.interrupted({ stream, publisher })
    }
    const watched = new Set(viewings.map(({ viewing }) => viewing))
    for (const participant of there) {
      if (watched.has(participant.sid)) continue
      const publisher = partOf(participant.identity)?.user
      await seen(outlook, stream, participant, publisher === undefined || !believed.has(publisher))
    }
  }

  /** Whether it is this node that looks: the first by name of those there are. */
  async function isMine(): Promise<boolean> {
    const { node, leases } = cluster
    await leases.renew([{ key: lease, holder: node }], timing.sweep * 3)
    return (await leases.holders(lease)).sort()[0] === node
  }

  return {
    run,
    start() {
      const stopping = new AbortController()
      let trouble = false
      const looking = (async () => {
        while (!stopping.signal.aborted) {
          try {
            if (await isMine()) await run()
            trouble = false
          } catch (error) {
            if (!trouble) log.warn({ err: error }, 'LiveKit cannot be looked at')
            trouble = true
          }
          await delay(timing.sweep, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined)
        }
      })()
      return async () => {
        stopping.abort()
        await looking
        await cluster.leases.release(lease, cluster.node)
      }
    },
  }
}
