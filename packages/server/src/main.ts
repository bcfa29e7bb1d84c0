import closeWithGrace from 'close-with-grace'
import { type App, createApp } from './app.ts'
import { banner } from './banner.ts'
import {
  type Config,
  ConfigError,
  type Flags,
  help,
  ownConfig,
  readCommand,
  version,
} from './config/index.ts'
import { createLog, isPretty, type Log } from './platform/telemetry/log.ts'

/** The process: arguments, signals, exit code. */
try {
  const command = readCommand(process.argv.slice(2))
  if (command.kind === 'help') process.stdout.write(help)
  else if (command.kind === 'version') process.stdout.write(`${version}\n`)
  else await run(command.flags)
} catch (error) {
  fail(error)
}

async function run(flags: Flags): Promise<void> {
  const config = ownConfig(flags)
  const log = createLog(config)
  const starting = createApp(config, { log })
  // From the first moment: a signal during the start waits for it and then closes what was opened.
  closeWithGrace(
    {
      delay: (config.shutdownSeconds + 5) * 1000,
      logger: { error: (...said) => log.error(said.map(String).join(' ')) },
      skip: ['beforeExit'],
    },
    async ({ signal, err }) => {
      if (err !== undefined) log.fatal({ err }, 'stopping after an error nobody caught')
      else log.info(`stopping on ${signal ?? 'request'}`)
      await (await starting).close()
      log.info('stopped')
    },
  )
  const app = await starting
  try {
    tell(app, { config, log, address: await app.listen() })
  } catch (error) {
    await app.close()
    throw error
  }
}

/** In words to a person, as a line of the log to a machine. */
function tell(app: App, { config, log, address }: { config: Config; log: Log; address: string }): void {
  if (isPretty(config)) process.stdout.write(`${banner(app, config)}\n`)
  else log.info({ url: app.publicUrl, address, data: config.data, psql: app.psql, version }, 'listening')
}

/** What stops the start is told in one line (O1); the trace is for whoever asks for it. */
function fail(error: unknown): never {
  process.stderr.write(`stoa: ${reasonOf(error)}\n`)
  if (process.execArgv.includes('--trace-uncaught')) console.error(error)
  process.exit(1)
}

function reasonOf(error: unknown): string {
  if (error instanceof ConfigError) return error.message
  if (!(error instanceof Error)) return String(error)
  const { code, port, address } = error as NodeJS.ErrnoException & { port?: number; address?: string }
  if (code === 'EADDRINUSE') return `port ${port} of ${address} is in use; choose another with --port.`
  if (code === 'EACCES' && port !== undefined)
    return `port ${port} of ${address} may not be listened on by this user.`
  if (code === 'EADDRNOTAVAIL') return `HOST: this machine has no address ${address}.`
  if (code === 'ENOTFOUND') return `HOST: there is no ${error.message.split(' ').at(-1)}.`
  return error.message.replaceAll(/\s*\n\s*/g, ' ')
}
