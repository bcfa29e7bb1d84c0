import { parseArgs } from 'node:util'
import type { SettingName } from './config.ts'
import { ConfigError } from './error.ts'

/** Settings given on the command line, still as text. They win over the environment. */
export type Flags = { readonly [Name in SettingName]?: string | undefined }

export type Command =
  | { readonly kind: 'run'; readonly flags: Flags }
  | { readonly kind: 'verify-wallet'; readonly flags: Flags }
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }

export const help = `Stoa: live rooms you own.

Usage: stoa [options]                  runs the server
       stoa wallet verify [options]    checks every balance against the transfers, also while the server runs;
                                       the exit code is 1 where one differs

  --port <number>   the port to listen on [7070]
  --host <address>  the address to listen on [127.0.0.1]
  --data <folder>   where everything is kept [./.stoa]
  --demo            offer demo accounts
  --help            show this
  --version         show the version

All other settings are environment variables: see docs/configuration.md.
`

const options = {
  host: { type: 'string' },
  port: { type: 'string' },
  data: { type: 'string' },
  demo: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const

/** Reads the command line, without the program's own name. Throws a ConfigError on anything it does not know. */
export function readCommand(argv: readonly string[]): Command {
  const { values, positionals } = parse(argv)
  const { help, version, demo, ...texts } = values
  if (help) return { kind: 'help' }
  if (version) return { kind: 'version' }
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
