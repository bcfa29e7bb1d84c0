import { setTimeout as delay } from 'node:timers/promises'
import type { RoomId } from '@stoa/contract/http'
import type { ParticipantInfo } from 'livekit-server-sdk'
import { factsOf } from './facts.ts'
import { publisherIdentity } from './names.ts'
import type { Carried, LiveKitNeeds, Timing } from './needs.ts'
import { type Outlook, seen } from './outlook.ts'
import type { EgressRecorder } from './recording.ts'

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
  recorder: Pick<EgressRecorder, 'assemble'>,
): Sweep {
  const { cluster, carried, clock, log, timing } = needs
  const { rooms, emit } = outlook
  /** Since when this node misses a publisher. */
  const away = new Map<string, number>()

  async function run(): Promise<void> {
    // What is written down is read first: who was there then and is not with LiveKit now has left; the other way round they may have come meanwhile.
    const written = await carried()
    const found = await rooms.streams()
    const streams = new Set([...found, ...written.map(({ stream }) => stream)])
    const known = new Set<string>()
    for (const stream of streams) {
      const one = written.find((each) => each.stream === stream) ?? { stream, publishers: [], viewings: [] }
      try {
        await look(one, await rooms.participants(stream), known)
        if (one.publishers.length > 0) await recorder.assemble(stream)
      } catch (error) {
        // One that cannot be looked at keeps no other from it.
        log.error({ err: error, stream }, 'a stream could not be held against LiveKit')
      }
    }
    for (const key of away.keys()) if (!known.has(key)) away.delete(key)
  }

  async function look(
    written: Carried,
    there: readonly ParticipantInfo[],
    known: Set<string>,
  ): Promise<void> {
    const { stream, viewings, publishers } = written
    const present = new Set(there.map(({ sid }) => sid))
    for (const { viewing, viewer } of viewings)
      if (!present.has(viewing)) emit({ kind: 'left', stream, viewer, viewing, at: clock() })
    for (const { publisher, present: believed } of publishers) {
      const now = there.find(({ identity }) => identity === publisherIdentity(publisher))
      const key = `${stream} ${publisher}`
      known.add(key)
      if (now !== undefined && factsOf(now) !== null) away.delete(key)
      else missing({ stream, publisher }, key, believed)
    }
    const watched = new Set(viewings.map(({ viewing }) => viewing))
    for (const participant of there)
      if (!watched.has(participant.sid)) await seen(outlook, stream, participant)
  }

  function missing(
    of: { stream: RoomId; publisher: Carried['publishers'][number]['publisher'] },
    key: string,
    believed: boolean,
  ) {
    const at = clock()
    const since = away.get(key) ?? at
    away.set(key, since)
    if (believed) emit({ kind: 'interrupted', of, at })
    if (at - since < timing.return) return
    away.delete(key)
    emit({ kind: 'gone', of, at })
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
