import { alternate, type Context, mustBeFlawless } from '../frame/bench.ts'
import { exponentOf, figure, spreadOf, told } from '../frame/spread.ts'
import { analysedCounting } from './analysed.ts'
import { createCrowd } from './crowd.ts'
import { type Counting, plainCounting } from './plain.ts'

const streams = 1000
/** Events made at a time, outside of the measured time. */
const batch = 200_000

/** The analyser's half: events a CPU-second, beside a `Map` per window. */
export async function measureAnalysis({ quick, say }: Context): Promise<Record<string, string>> {
  const events = quick ? 500_000 : 5_000_000
  // Code comes to life on another audience.
  for (const side of ['stoa', 'peer'] as const) count(side, 200_000)
  const seconds = await alternate(['stoa', 'peer'], quick ? 1 : 3, async (side) => {
    const used = count(side, events)
    say(`  analysis, ${side}: ${figure(events / used)} events a CPU-second`)
    return used
  })
  const growth = [16, 4].map((share) => {
    const work = Math.floor(events / share)
    return { work, cost: count('stoa', work) }
  })
  growth.push({ work: events, cost: spreadOf(seconds.stoa).median })
  const rates = (side: 'stoa' | 'peer') => spreadOf(seconds[side].map((one) => events / one / 1e6))
  const ratio = seconds.stoa.map((one, round) => (seconds.peer[round] ?? 0) / one)
  return {
    'events over streams': `${figure(events)} over ${figure(streams)}`,
    'analysed a CPU-second': told(rates('stoa'), 'M'),
    'peer, Map per window': told(rates('peer'), 'M'),
    'faster than peer': told(spreadOf(ratio), '×'),
    'CPU growth exponent': figure(exponentOf(growth)),
  }
}

/** CPU-seconds for so many events. Rejects where a single count of a single window is wrong. */
function count(side: 'stoa' | 'peer', events: number): number {
  const crowd = createCrowd({ events, streams })
  const counting: Counting = side === 'stoa' ? analysedCounting(crowd.emotes) : plainCounting()
  let used = 0
  const timed = <T>(work: () => T): T => {
    const began = process.threadCpuUsage()
    const result = work()
    const { user, system } = process.threadCpuUsage(began)
    used += (user + system) / 1e6
    return result
  }
  for (let some = crowd.next(batch); some.length > 0; some = crowd.next(batch))
    timed(() => {
      for (const event of some) counting.add(event)
    })
  const counted = timed(() => counting.end())
  const right = crowd.counts()
  const wrong = [...right].filter(([key, number]) => counted.get(key) !== number)
  mustBeFlawless([
    ...wrong
      .slice(0, 5)
      .map(([key, number]) => `${side}: ${key} is ${number} and was counted as ${counted.get(key)}`),
    ...(counted.size === right.size ? [] : [`${side}: ${counted.size} counts instead of ${right.size}`]),
  ])
  return used
}
