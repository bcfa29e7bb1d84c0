import { setTimeout as delay } from 'node:timers/promises'
import { seeded } from '../frame/seeded.ts'
import type { ChaosOptions } from './options.ts'
import { differences, type Told } from './record.ts'
import type { Stage } from './stage.ts'
import { readTimelines } from './timelines.ts'
import { Witness } from './witness.ts'

/** Milliseconds between two messages of one person. */
const pause = 40
/** Milliseconds everything may take to be whole again after the last kill. */
const patience = 60_000

/** Kills while people talk; what is wrong at the end, one line each. */
export async function wreak(
  stage: Stage,
  { kills, seconds, seed }: ChaosOptions,
  say: (line: string) => void,
): Promise<string[]> {
  const random = seeded(seed)
  const problems: string[] = []
  const witnesses = stage.people.map(
    (person, index) =>
      new Witness({
        name: `witness ${index + 1}`,
        rooms: stage.rooms,
        url: () => (stage.nodes[Math.floor(Math.random() * stage.nodes.length)] ?? stage.nodes[0])?.url ?? '',
        token: () => stage.token(person),
        onError: (error) => problems.push(String(error)),
      }),
  )
  for (const witness of witnesses) witness.start()
  const talking = new AbortController()
  const talks = witnesses.map((witness) => talk(witness, stage.rooms, talking.signal))
  for (let kill = 1; kill <= kills; kill++) {
    await delay((random() * 2 * seconds * 1000) / kills)
    const subject = stage.subjects[Math.floor(random() * stage.subjects.length)]
    if (subject === undefined) throw new Error('there is nothing to kill')
    const began = performance.now()
    await subject.killAndRestart()
    say(
      `  ${kill}/${kills}: ${subject.name} killed, up again after ${Math.round(performance.now() - began)} ms; ` +
        `${countOf(witnesses)} acknowledged`,
    )
  }
  talking.abort()
  await Promise.all(talks)
  const [person] = stage.people
  const [node] = stage.nodes
  if (person === undefined || node === undefined) throw new Error('the stage is empty')
  const read = async () =>
    readTimelines({ url: node.url, token: await stage.token(person), rooms: stage.rooms })
  let timelines = await read()
  const given = performance.now() + patience
  while (!isWhole(witnesses, timelines) && performance.now() < given) {
    await delay(200)
    timelines = await read()
  }
  for (const witness of witnesses) {
    if (witness.unanswered > 0) problems.push(`${witness.name} still waits for ${witness.unanswered} answers`)
    problems.push(...witness.refused)
    witness.stop()
  }
  const length = [...timelines.values()].reduce((sum, entries) => sum + entries.length, 0)
  say(
    `  ${length} entries in ${stage.rooms.length} rooms, ${countOf(witnesses)} of them acknowledged, read by ${witnesses.length}`,
  )
  return [...problems, ...differences(toldBy(witnesses), timelines)]
}

async function talk(witness: Witness, rooms: readonly string[], signal: AbortSignal): Promise<void> {
  for (let n = 0; !signal.aborted; n++) {
    // Who hears nothing does not go on talking for ever.
    if (witness.unanswered < 200) witness.send(rooms[n % rooms.length] ?? '', `${witness.name} says ${n}`)
    await delay(pause)
  }
}

function isWhole(
  witnesses: readonly Witness[],
  timelines: Awaited<ReturnType<typeof readTimelines>>,
): boolean {
  return witnesses.every(
    (witness) =>
      witness.unanswered === 0 &&
      [...timelines].every(([room, entries]) => witness.cursor(room) === entries.length),
  )
}

function toldBy(witnesses: readonly Witness[]): Told {
  const acknowledged = new Map<string, Map<string, number>>()
  for (const witness of witnesses)
    for (const [room, places] of witness.acknowledged) {
      const all = acknowledged.get(room) ?? new Map<string, number>()
      for (const [id, seq] of places) all.set(id, seq)
      acknowledged.set(room, all)
    }
  return {
    acknowledged,
    sent: new Set(witnesses.flatMap((witness) => [...witness.sent])),
    read: witnesses.flatMap((witness) =>
      [...witness.read].map(([room, entries]) => ({ reader: witness.name, room, entries })),
    ),
  }
}

function countOf(witnesses: readonly Witness[]): number {
  return witnesses.reduce(
    (sum, witness) => sum + [...witness.acknowledged.values()].reduce((all, places) => all + places.size, 0),
    0,
  )
}
