import { alternate, type Bench, type Context, mustBeFlawless } from '../frame/bench.ts'
import { exponentOf, figure, spreadOf, told } from '../frame/spread.ts'
import { packetRate } from './packets.ts'
import type { SideName } from './sides.ts'
import { isSaturated, type Level, type Staged, stage } from './stage.ts'

/** Lost above this share where nothing else was short of time, a run's results are worth nothing. */
const bearable = 0.01

export const media: Bench = {
  name: 'media',
  says: '1 publisher of 1.3 Mbit/s and sound, 100, 200 and 400 viewers: packets per CPU-second, loss, delay, memory',
  async run(context) {
    const { quick } = context
    const levels = quick ? [20, 40, 80] : [100, 200, 400]
    const plan = { levels, seconds: quick ? 5 : 10 }
    const sides: readonly SideName[] = ['stoa', 'livekit']
    const results = await alternate(sides, quick ? 1 : 3, async (name, round) => {
      context.say(`${name}, round ${round + 1}`)
      // Whether memory stays flat takes a while to see, and is asked of Stoa.
      const hold = name === 'stoa' && round === 0 ? (quick ? 10 : 60) : 0
      const staged = await stage(name, { ...plan, hold })
      for (const level of staged.levels) report(context, level)
      if (staged.levels.length < levels.length)
        context.say('  no more could connect: the machine was the limit')
      mustBeFlawless(staged.levels.flatMap((level) => faultsOf(name, level)))
      return staged
    })
    return figuresOf(levels, results)
  },
}

const perCpuSecond = (level: Level) => level.packetsPerSecond / level.cpu

function figuresOf(
  levels: readonly number[],
  { stoa, livekit }: Record<SideName, readonly Staged[]>,
): Record<string, string> {
  const at = (runs: readonly Staged[], index: number) => runs.flatMap((run) => run.levels[index] ?? [])
  const spread = (runs: readonly Staged[], index: number, of: (level: Level) => number, unit = '') =>
    told(spreadOf(at(runs, index).map(of)), unit)
  const figures: Record<string, string> = {}
  for (const [index, viewers] of levels.entries()) {
    const ours = at(stoa, index).map(perCpuSecond)
    const ratios = at(livekit, index).flatMap(
      (level, round) => (ours[round] ?? Number.NaN) / perCpuSecond(level),
    )
    const percent = (level: Level) => level.loss * 100
    figures[`packets/CPU-s, ${viewers}`] = spread(stoa, index, perCpuSecond)
    figures[`peer, ${viewers}`] = spread(livekit, index, perCpuSecond)
    figures[`ratio, ${viewers}`] = told(spreadOf(ratios), '×')
    figures[`delay p50 / p99, ${viewers}`] =
      `${spread(stoa, index, ({ p50 }) => p50)} / ${spread(stoa, index, ({ p99 }) => p99, 'ms')}`
    figures[`peer delay p50 / p99, ${viewers}`] =
      `${spread(livekit, index, ({ p50 }) => p50)} / ${spread(livekit, index, ({ p99 }) => p99, 'ms')}`
    figures[`lost, ${viewers}`] = spread(stoa, index, percent, '%')
    figures[`peer lost, ${viewers}`] = spread(livekit, index, percent, '%')
  }
  const last = levels.length - 1
  const most = levels[last] ?? Number.NaN
  const all = stoa.flatMap((run) => run.levels)
  figures['viewers a core'] = told(spreadOf(all.map(({ viewers, cpu }) => viewers / cpu)))
  figures['memory a viewer'] = told(spreadOf(stoa.map((run) => memoryOf(run, last))), 'KB')
  figures['peer memory a viewer'] = told(spreadOf(livekit.map((run) => memoryOf(run, last))), 'KB')
  const growth = stoa.flatMap((run) => run.growth ?? []).map((bytes) => bytes / most / 1000)
  figures['growth a viewer and minute'] = told(spreadOf(growth), 'KB')
  const costs = levels.map((work, index) => ({
    work,
    // Of a level that was not carried whole, what it would have taken.
    cost: spreadOf(at(stoa, index).map((level) => (work * packetRate) / perCpuSecond(level))).median,
  }))
  figures['CPU growth exponent'] = figure(exponentOf(costs.filter(({ cost }) => Number.isFinite(cost))))
  const measured = all.concat(livekit.flatMap((run) => run.levels))
  const full = measured.filter(isSaturated)
  figures['machine full in'] = `${full.length} of ${measured.length} levels`
  return figures
}

function memoryOf({ empty, levels }: Staged, index: number): number {
  const level = levels[index]
  return level === undefined ? Number.NaN : (level.resident.before - empty) / level.viewers / 1000
}

function report({ say }: Context, level: Level): void {
  const { viewers, packetsPerSecond, cpu, loss, p50, p99, generators, dropped, idle, resident, failed } =
    level
  say(
    `  ${viewers} viewers: ${figure(packetsPerSecond)} of ${figure(viewers * packetRate)} packets/s by ${figure(cpu)} processors, ` +
      `${figure(perCpuSecond(level))} packets/CPU-s; ${figure(loss * 100)} % lost, ${figure(p50)} ms, p99 ${figure(p99)} ms; ` +
      `${figure(resident.after / 1e6)} MB; publisher and viewers used ${figure(generators)} processors and had no room for ${dropped} datagrams, ${failed} connections were tried again, ` +
      `${figure(idle)} were idle${isSaturated(level) ? ': the machine was the limit' : ''}`,
  )
}

function faultsOf(name: SideName, level: Level): string[] {
  const { viewers, damaged, twice, loss } = level
  const where = `${name} with ${viewers} viewers`
  return [
    ...(damaged > 0 ? [`${where}: ${damaged} packets are not as they were sent`] : []),
    ...(twice > 0 ? [`${where}: ${twice} packets came twice`] : []),
    ...(name === 'stoa' && loss > bearable && !isSaturated(level)
      ? [`${where}: ${figure(loss * 100)} % were lost`]
      : []),
  ]
}
