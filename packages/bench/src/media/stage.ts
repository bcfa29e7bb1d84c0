import { setTimeout as delay } from 'node:timers/promises'
import type { Child } from '../frame/child.ts'
import { type AudienceCalls, startAudience } from './audience.ts'
import { droppedAt, idle, processors, usedBy } from './processor.ts'
import { type PublisherCalls, startPublisher } from './publisher.ts'
import { type Side, type SideName, startSide } from './sides.ts'

/** One server with so many viewers, watched for a while. Shares and rates are of that while. */
export interface Level {
  readonly viewers: number
  /** To all viewers: what one probe got on average, times the viewers. */
  readonly packetsPerSecond: number
  /** Processors the media server's process used. */
  readonly cpu: number
  /** Of what probes should have got, the share that never came. */
  readonly loss: number
  readonly p50: number
  readonly p99: number
  readonly damaged: number
  readonly twice: number
  /** Bytes of the media server, when it began and when it ended. */
  readonly resident: { readonly before: number; readonly after: number }
  readonly seconds: number
  /** Processors that publisher and viewers used, and that nobody did. */
  readonly generators: number
  readonly idle: number
  /** Datagrams that came to viewers who had no room for them. */
  readonly dropped: number
  /** Connections that did not open, beside those that did. */
  readonly failed: number
}

export interface Staged {
  /** Bytes of the media server with a publisher and nobody else. */
  readonly empty: number
  /** Those that the machine could carry. */
  readonly levels: readonly Level[]
  /** Bytes that it grew by in a minute with the last level's viewers, once it was warm; undefined where it was not held. */
  readonly growth: number | undefined
}

/** Every tenth viewer is a probe, so that those who are sent to first and last are looked at alike. */
const probeEvery = 10
const crowds = 2
const joinsAtOnce = 4
const settling = 2_000
/** A publisher who says nothing for two seconds gives its place. */
const givenUp = 3_000

/** Opens one server to rising numbers of viewers and watches each for `seconds`; the last are held `hold` seconds more. */
export async function stage(
  name: SideName,
  plan: { readonly levels: readonly number[]; readonly seconds: number; readonly hold: number },
): Promise<Staged> {
  const side = await startSide(name)
  const publisher = startPublisher()
  const probes = startAudience('probes')
  const crowd = Array.from({ length: crowds }, () => startAudience('crowd'))
  const generators: Child<PublisherCalls | AudienceCalls>[] = [publisher, probes, ...crowd]
  const pids = generators.flatMap(({ process }) => process.pid ?? [])
  try {
    await publish(side, publisher)
    await delay(settling)
    const { resident: empty } = await usedBy(side.pid)
    const levels: Level[] = []
    let joined = 0
    for (const viewers of plan.levels) {
      const coming = Array.from({ length: viewers - joined }, (_, index) => processFor(joined + index))
      await publisher.call('rest', true)
      const failed = await join(side, coming)
      if (failed === null) break
      await publisher.call('rest', false)
      joined = viewers
      await delay(settling)
      levels.push({ ...(await watch(viewers)), failed })
    }
    return { empty, levels, growth: plan.hold > 0 ? await hold() : undefined }
  } finally {
    await Promise.all(generators.map((child) => child.end('SIGKILL')))
    await side.stop()
  }

  function processFor(viewer: number): Child<AudienceCalls> {
    const one = viewer % probeEvery === probeEvery - 1 ? undefined : crowd[viewer % crowds]
    return one ?? probes
  }

  async function watch(viewers: number): Promise<Omit<Level, 'failed'>> {
    await probes.call('observe', null)
    const before = await look()
    await delay(plan.seconds * 1000)
    const seen = await probes.call('observe', null)
    const after = await look()
    const seconds = (after.at - before.at) / 1000
    const probed = Math.floor(viewers / probeEvery)
    return {
      viewers,
      packetsPerSecond: ((seen.packets / probed) * viewers) / seconds,
      cpu: (after.side.cpu - before.side.cpu) / seconds,
      loss: 1 - seen.packets / seen.expected,
      ...{ p50: seen.p50, p99: seen.p99, damaged: seen.damaged, twice: seen.twice },
      resident: { before: before.side.resident, after: after.side.resident },
      seconds,
      generators: (after.generators - before.generators) / seconds,
      idle: (after.idle - before.idle) / seconds,
      dropped: after.dropped - before.dropped,
    }
  }

  /** In the first half what is kept of the last packets fills, and JavaScript's heap finds its size. */
  async function hold(): Promise<number> {
    await delay(plan.hold * 500)
    const before = await usedBy(side.pid)
    await delay(plan.hold * 500)
    const after = await usedBy(side.pid)
    return ((after.resident - before.resident) / (plan.hold / 2)) * 60
  }

  async function look() {
    const [used, dropped, others, idled] = await Promise.all([
      usedBy(side.pid),
      droppedAt(pids),
      Promise.all(pids.map(usedBy)),
      idle(),
    ])
    const theirs = others.reduce((sum, { cpu }) => sum + cpu, 0)
    return { at: performance.now(), side: used, dropped, generators: theirs, idle: idled }
  }
}

/** Tries again where the connection does not open, once the server has given it up. */
async function publish(side: Side, publisher: Child<PublisherCalls>): Promise<void> {
  for (let tries = 3; ; tries -= 1) {
    try {
      return await publisher.call('accept', await side.publish(await publisher.call('offer', null)))
    } catch (error) {
      if (tries === 0) throw error
      await delay(givenUp)
    }
  }
}

/** Connects them; returns how many tries failed, which another took the place of, or null where so many do that the machine has no more to give. */
async function join(side: Side, viewers: readonly Child<AudienceCalls>[]): Promise<number | null> {
  const bearable = 5 + viewers.length / 10
  const waiting = [...viewers].reverse()
  let failed = 0
  async function work(): Promise<void> {
    for (let child = waiting.pop(); child !== undefined; child = waiting.pop()) {
      while (failed <= bearable && !(await enter(side, child))) failed += 1
      if (failed > bearable) return
    }
  }
  await Promise.all(Array.from({ length: joinsAtOnce }, work))
  return failed > bearable ? null : failed
}

/** False where it did not open: a handshake of these two libraries stalls now and then. */
async function enter(side: Side, child: Child<AudienceCalls>): Promise<boolean> {
  const { viewer, sdp } = await child.call('offer', null)
  const answer = await answered(side, sdp)
  return child.call('accept', { viewer, sdp: answer }).then(
    () => true,
    () => false,
  )
}

/** The publisher's first packet may still be on its way. */
async function answered(side: Side, offer: string): Promise<string> {
  for (let tries = 50; ; tries -= 1) {
    try {
      return await side.watch(offer)
    } catch (error) {
      if (tries === 0) throw error
      await delay(200)
    }
  }
}

/** Whether nobody had time left: what such a level says is about the machine. */
export function isSaturated(level: Level): boolean {
  return level.idle < 0.05 * processors
}
