import { parseArgs } from 'node:util'
import type { SettingName } from './config.ts'
import { ConfigError } from './error.ts'

/** Settings given on the command line, still as text. They win over the environment. */
export type Flags = { readonly [Name in SettingName]?: string | undefined }

/** An audience to make up (E8). */
export interface Simulation {
  /** Emotes a second; one run for each. */
  readonly rates: readonly number[]
  readonly minutes: number
  readonly viewers: number
  readonly moments: number
  readonly seed: number
}

export type Command =
  | { readonly kind: 'run'; readonly flags: Flags }
  | { readonly kind: 'verify-wallet'; readonly flags: Flags }
  | { readonly kind: 'simulate-emotes'; readonly simulation: Simulation }
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }

export const help = `Stoa: live rooms you own.

Usage: stoa [options]                  runs the server
       stoa wallet verify [options]    checks every balance against the transfers, also while the server runs;
                                       the exit code is 1 where one differs
       stoa simulate emotes            makes up an audience, plants moments, and says how many of them analysis finds

  --port <number>   the port to listen on [7070]
  --host <address>  the address to listen on [127.0.0.1]
  --data <folder>   where everything is kept [./.stoa]
  --demo            offer demo accounts

 of stoa simulate emotes:
  --rate <numbers>  emotes a second, one run for each, separated by commas [1,10,100]
  --minutes <n>     how long [60]
  --viewers <n>     how many send [500]
  --moments <n>     how many moments to plant [10]
  --seed <n>        another audience; the same seed makes the same one [1]

  --help            show this
  --version         show the version

All other settings are environment variables: see docs/configuration.md.
`

const options = {
  host: { type: 'string' },
  port: { type: 'string' },
  data: { type: 'string' },
  demo: { type: 'boolean' },
  rate: { type: 'string' },
  minutes: { type: 'string' },
  viewers: { type: 'string' },
  moments: { type: 'string' },
  seed: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const

/** Reads the command line, without the program's own name. Throws a ConfigError on anything it does not know. */
export function readCommand(argv: readonly string[]): Command {
  const { values, positionals } = parse(argv)
  const { help, version, demo, rate, minutes, viewers, moments, seed, ...texts } = values
  if (help) return { kind: 'help' }
  if (version) return { kind: 'version' }
  const simulated = { rate, minutes, viewers, moments, seed }
  if (positionals.join(' ') === 'simulate emotes')
    return { kind: 'simulate-emotes', simulation: toSimulation(simulated) }
  const stray = Object.entries(simulated).find(([, text]) => text !== undefined)
  if (stray !== undefined) throw new ConfigError(`--${stray[0]} is for stoa simulate emotes. See --help.`)
  const flags = demo === undefined ? texts : { ...texts, demo: String(demo) }
  if (positionals.length === 0) return { kind: 'run', flags }
  if (positionals.join(' ') === 'wallet verify') return { kind: 'verify-wallet', flags }
  throw new ConfigError(`Unexpected argument '${positionals.join(' ')}'. See --help.`)
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new ConfigError(`${reason.split('. ')[0]}. See --help.`, { cause: error })
  }
}

type Texts<T> = { readonly [Name in keyof T]?: string | undefined }

function toSimulation(texts: Texts<Omit<Simulation, 'rates'> & { rate: number }>): Simulation {
  const { rate = '1,10,100', minutes = '60', viewers = '500', moments = '10', seed = '1' } = texts
  return {
    rates: rate.split(',').map((text) => number('rate', text, { above: 0, most: 100_000 })),
    minutes: whole('minutes', minutes, { above: 0, most: 10_000 }),
    viewers: whole('viewers', viewers, { above: 0, most: 1_000_000 }),
    moments: whole('moments', moments, { above: -1, most: 10_000 }),
    seed: whole('seed', seed, { above: -1, most: 2 ** 32 - 1 }),
  }
}

interface Range {
  readonly above: number
  readonly most: number
}

function number(name: string, text: string, { above, most }: Range): number {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (value > above && value <= most) return value
  throw new ConfigError(`--${name} must be a number above ${above} and at most ${most}. See --help.`)
}

function whole(name: string, text: string, { above, most }: Range): number {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (Number.isInteger(value) && value > above && value <= most) return value
  throw new ConfigError(`--${name} must be a whole number from ${above + 1} to ${most}. See --help.`)
}
