import { expect, test } from 'vitest'
import { Hostile, type Person } from './hostile.testing.ts'

/** Put the number of a failing seed here to run that one alone. */
const replay: number | undefined = undefined

/** These compute and wait for nothing: on a busy machine they take as long as it lets them. */
const patience = 120_000

const storm = { drop: 0.1, delay: 800 }

async function forSeeds(count: number, story: (town: Hostile) => Promise<void>): Promise<void> {
  const seeds = replay === undefined ? Array.from({ length: count }, (_, n) => n + 1) : [replay]
  for (const seed of seeds) {
    try {
      await story(new Hostile(seed, 5, storm))
    } catch (error) {
      throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : error}`, { cause: error })
    }
  }
}

/** Types, deletes or pastes at some place. */
function edit(town: Hostile, { device }: Person): void {
  if (device === null) return
  const { text } = device
  const place = town.number(text.length + 1)
  if (town.chance(0.3) && text.length > 0) {
    const from = town.number(text.length)
    text.delete(from, Math.min(1 + town.number(5), text.length - from))
  } else text.insert(place, `${town.count()} `)
}

/** Everybody has the same as a stranger would read from the server, and knows it to be durable. */
function expectSame(town: Hostile): void {
  const text = town.text()
  for (const person of town.people) {
    expect(person.text).toBe(text)
    expect(person.device?.interview.document(1).status.get()).toEqual({ status: 'ready', saved: true })
  }
}

async function live(
  town: Hostile,
  moments: number,
  act: (person: Person) => void = (person) => edit(town, person),
): Promise<void> {
  for (let moment = 0; moment < moments; moment += 1) {
    const person = town.pick(town.people)
    if (person.device === null && town.chance(0.5)) person.start()
    act(person)
    if (town.chance(0.03)) person.cut()
    else if (town.chance(0.1)) person.connect()
    if (town.chance(0.2)) await town.time.pass(town.number(400))
  }
}

test(
  'P1: whatever the network loses and delays, whoever reloads and dies, all come to the same text',
  async () => {
    await forSeeds(7, async (town) => {
      for (const person of town.people) person.start()
      for (let round = 0; round < 10; round += 1) {
        await live(town, 100)
        const person = town.pick(town.people)
        if (town.chance(0.5)) person.crash()
        else await person.leave()
        if (town.chance(0.5)) person.start()
      }
      await town.clears()
      expectSame(town)
      for (const person of town.people) {
        await person.leave()
        person.start()
      }
      await town.time.pass(60_000)
      expectSame(town)
    })
  },
  patience,
)

test(
  'P2: what was written is in the text once, offline, reloaded or not',
  async () => {
    await forSeeds(4, async (town) => {
      const written: number[] = []
      for (const person of town.people) person.start()
      for (let round = 0; round < 10; round += 1) {
        await live(town, 60, ({ device }) => {
          // Nobody is given an editor before there is something to write in.
          if (device?.interview.document(1).status.get().status !== 'ready') return
          const word = town.count()
          const spaces = [...device.text.toString().matchAll(/ /g)].map(({ index }) => index + 1)
          device.text.insert(town.pick([0, ...spaces]), `${word} `)
          written.push(word)
        })
        await town.pick(town.people).leave()
      }
      await town.clears()
      expectSame(town)
      const words = town.text().trim().split(' ').map(Number)
      expect(words.toSorted((one, other) => one - other)).toEqual(written)
    })
  },
  patience,
)

test(
  'T7: after a restored backup everybody has the same again, and nothing that anybody had is lost',
  async () => {
    await forSeeds(7, async (town) => {
      for (const person of town.people) person.start()
      for (let round = 0; round < 3; round += 1) {
        await live(town, 60)
        await town.clears()
        const before = town.text()
        town.restore()
        await town.clears()
        expectSame(town)
        expect(town.text()).toBe(before)
        town.weather = storm
      }
    })
  },
  patience,
)
