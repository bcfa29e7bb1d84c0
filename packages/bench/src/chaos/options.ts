import { parseArgs } from 'node:util'

export interface ChaosOptions {
  readonly kills: number
  /** Mean time between kills is this over their number. */
  readonly seconds: number
  /** Decides when and what is killed. */
  readonly seed: number
  /** Two nodes over PostgreSQL and Redis, all of which are killed, instead of one embedded node. */
  readonly cluster: boolean
}

export const usage = `npm run chaos [-- --kills <n>] [--seconds <s>] [--seed <n>] [--cluster]

Kills the server (-9) at random moments while people talk, starts it again, and compares what every client was told with
what is there at the end.

  --kills    how often [10]
  --seconds  for how long [60]
  --seed     decides the moments; given again it chooses the same ones [random]
  --cluster  two nodes over PostgreSQL and Redis, and kills all of them
`

/** Throws a RangeError naming what is wrong. */
export function readOptions(args: readonly string[], random: () => number): ChaosOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      kills: { type: 'string', default: '10' },
      seconds: { type: 'string', default: '60' },
      seed: { type: 'string', default: String(Math.floor(random() * 2 ** 31)) },
      cluster: { type: 'boolean', default: false },
    },
  })
  return {
    kills: whole('kills', values.kills),
    seconds: whole('seconds', values.seconds),
    seed: whole('seed', values.seed),
    cluster: values.cluster,
  }
}

function whole(name: string, text: string): number {
  if (!/^\d{1,10}$/.test(text)) throw new RangeError(`--${name} must be a whole number, not "${text}"`)
  return Number(text)
}
