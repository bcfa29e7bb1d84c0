import { expect, test } from 'vitest'
import { Simulation } from './simulation.testing.ts'

/** Put the number of a failing seed here to run that one alone. */
const replay: number | undefined = undefined

const hostile = { drop: 0.15, double: 0.15, delay: 3_000 }
const calm = { drop: 0, double: 0, delay: 100 }

function forSeeds(count: number, story: (simulation: Simulation) => void): void {
  const seeds = replay === undefined ? Array.from({ length: count }, (_, n) => n + 1) : [replay]
  for (const seed of seeds) {
    try {
      story(new Simulation(seed, 4, hostile))
    } catch (error) {
      throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : error}`, { cause: error })
    }
  }
}

/** The weather clears and everybody is connected: whatever was lost must be found. */
function clears(simulation: Simulation): void {
  simulation.weather = calm
  for (const client of simulation.clients) simulation.connect(client)
  simulation.run(300_000)
}

function expectWhole(simulation: Simulation): void {
  for (const client of simulation.clients) expect(client.held).toEqual(simulation.timeline)
}

test('T5, T6: whatever the network drops, delays, doubles, reorders and cuts, every client ends with the timeline', () => {
  forSeeds(150, (simulation) => {
    for (let moment = 0; moment < 200; moment += 1) {
      if (simulation.chance(0.5)) simulation.append()
      if (simulation.chance(0.02)) for (let n = 0; n < 60; n += 1) simulation.append()
      const client = simulation.pick(simulation.clients)
      if (simulation.chance(0.05)) simulation.cut(client)
      if (simulation.chance(0.2)) simulation.connect(client)
      simulation.run(simulation.chance(0.8) ? 100 : 5_000)
    }
    clears(simulation)
    expectWhole(simulation)
  })
})

test('T7: a lost last entry is found by the next heads', () => {
  forSeeds(50, (simulation) => {
    simulation.weather = calm
    for (const client of simulation.clients) simulation.connect(client)
    simulation.run(1_000)
    simulation.weather = { ...calm, drop: 1 }
    simulation.append()
    simulation.run(1_000)
    for (const client of simulation.clients) expect(client.held).toHaveLength(0)
    simulation.weather = calm
    simulation.run(20_000)
    expectWhole(simulation)
  })
})

test('T7: after a restored backup every client drops what never was and follows the new timeline', () => {
  forSeeds(150, (simulation) => {
    for (let round = 0; round < 3; round += 1) {
      for (let moment = 0; moment < 40; moment += 1) {
        if (simulation.chance(0.7)) simulation.append()
        simulation.connect(simulation.pick(simulation.clients))
        simulation.run(500)
      }
      simulation.restore(simulation.chance(0.5) ? 'restarted' : 'live')
      // Until a client has been back it cannot tell; a timeline that outgrew it meanwhile would look like its own.
      clears(simulation)
      expectWhole(simulation)
      simulation.weather = hostile
    }
    simulation.append()
    clears(simulation)
    expectWhole(simulation)
  })
})

test('T7: a head that is merely late does not make a client reload', () => {
  const simulation = new Simulation(1, 1, calm)
  const [client] = simulation.clients
  if (client === undefined) throw new Error('no client')
  simulation.connect(client)
  simulation.run(1_000)
  simulation.weather = { ...calm, delay: 20_000 }
  for (let moment = 0; moment < 100; moment += 1) {
    simulation.append()
    simulation.run(1_000)
  }
  clears(simulation)
  expectWhole(simulation)
  expect(client.reloads).toBe(0)
})
