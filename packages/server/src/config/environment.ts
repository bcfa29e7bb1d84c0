import type { Flags } from './arguments.ts'
import type { Config } from './config.ts'
import { loadConfig } from './load.ts'

/** The settings of this process: nothing else reads its environment. */
export function ownConfig(flags: Flags): Config {
  return loadConfig(process.env, flags)
}
