import { sql } from 'kysely'
import { type Context, mustBeFlawless } from '../frame/bench.ts'
import { figure } from '../frame/spread.ts'
import { startStoa } from '../servers/stoa.ts'
import { buildTown, withDatabase } from '../servers/town.ts'
import { startViewers } from './viewers.ts'

/** Emotes that each viewer sends a second. */
const perSecond = 5
/** Emotes that go in one packet of somebody who goes on tapping: the client sends them together every 1.2 s: one fewer than that. */
const together = 5
/** Seconds for the machine's code to come to life before anything is measured. */
const warmUp = 5

/** The gateway's half: so many viewers on one node, in many streams and in one. */
export async function measureLive(context: Context): Promise<Record<string, string>> {
  const viewers = context.quick ? 1000 : 10_000
  return {
    viewers: figure(viewers),
    ...(await measureAudience(context, { viewers, audience: 100, name: 'streams of 100' })),
    ...(await measureAudience(context, { viewers, audience: viewers, name: 'one stream' })),
  }
}

async function measureAudience(
  { quick, profileFolder, say }: Context,
  { viewers, audience, name }: { readonly viewers: number; readonly audience: number; readonly name: string },
): Promise<Record<string, string>> {
  const rooms = viewers / audience
  const town = await buildTown({
    people: viewers,
    rooms: Array.from({ length: rooms }, (_, room) =>
      Array.from({ length: audience }, (_, place) => room * audience + place),
    ),
  })
  // What is measured is the sending: how a room became a stream does not matter.
  await withDatabase(town.data, ({ db }) => sql`UPDATE rooms SET kind = 'stream'`.execute(db))
  const server = await startStoa({ data: town.data, profileFolder })
  const crowd = startViewers()
  try {
    const seats = town.people.map(({ token }, index) => ({
      token,
      room: town.rooms[Math.floor(index / audience)] ?? '',
    }))
    await crowd.call('open', { port: server.port, seats, atOnce: 200 })
    mustBeFlawless((await crowd.call('send', { perSecond: 1, seconds: warmUp, together })).faults)
    await server.loopDelay()
    const before = await server.usage()
    const sent = await crowd.call('send', { perSecond, seconds: quick ? 5 : 20, together })
    const after = await server.usage()
    const loop = await server.loopDelay()
    mustBeFlawless([
      ...sent.faults,
      ...(sent.refused > 0 ? [`${sent.refused} packets were refused`] : []),
      ...(sent.mostPackets > 4 ? [`a room had ${sent.mostPackets} tallies within a second`] : []),
    ])
    const each = sent.deliveries / sent.seconds / viewers
    say(
      `  ${name}: ${figure(sent.sent / sent.seconds)} emotes/s of ${figure(viewers)} viewers, ${figure(each)} tallies/s each, ` +
        `generator at ${figure(sent.generatorCpu * 100)} % of a processor`,
    )
    return {
      [`emotes a second, ${name}`]: figure(sent.sent / sent.seconds),
      [`event loop p99 / max, ${name}`]: `${figure(loop.p99)} / ${figure(loop.max)} ms`,
      [`answered p99, ${name}`]: `${figure(sent.p99)} ms`,
      [`tallies a second each, ${name}`]: figure(each),
      [`CPU of the loop, ${name}`]: `${figure(((after.mainCpu - before.mainCpu) * 100) / sent.seconds)} %`,
    }
  } finally {
    await crowd.end()
    await server.stop()
    await town.remove()
  }
}
