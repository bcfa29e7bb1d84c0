import closeWithGrace from 'close-with-grace'
import type { App } from './app.ts'
import { banner } from './banner.ts'
import type { Config } from './config/index.ts'
import { openOwnDatabase } from './database.ts'
import { createLog, isPretty, type Log } from './platform/telemetry/log.ts'
import { version } from './platform/version.ts'
import { tryPort } from './port.ts'
import { onStopSignal, stopSignals } from './signals.ts'

/** Runs a node until a signal stops it. Rejects where it cannot be started. */
export async function run(config: Config): Promise<void> {
  await tryPort(config)
  const log = createLog(config)
  const starting = start(config, log)
  // From the first moment: a signal during the start waits for it and then closes what was opened.
  const closer = closeWithGrace(
    {
      delay: (config.shutdownSeconds + 5) * 1000,
      logger: { error: (...said) => log.error(said.map(String).join(' ')) },
      skip: ['beforeExit', ...stopSignals],
    },
    async ({ err }) => {
      if (err !== undefined) log.fatal({ err }, 'stopping after an error nobody caught')
      await (await starting).close()
      log.info('stopped')
    },
  )
  onStopSignal((signal) => {
    log.info(`stopping on ${signal}`)
    void closer.close()
  })
  const app = await starting
  try {
    tell(app, { config, log, address: await app.listen() })
  } catch (error) {
    await app.close()
    throw error
  }
}

/** The database starts in a thread of its own, or on a machine of its own, while the rest of the program is loaded. */
async function start(config: Config, log: Log): Promise<App> {
  const database = openOwnDatabase(config, log)
  const loaded = import('./app.ts')
  try {
    await Promise.all([database, loaded])
  } catch (error) {
    await database.then(
      (one) => one.close(),
      () => undefined,
    )
    throw error
  }
  const { createApp } = await loaded
  return createApp(config, { log, database })
}

/** In words to a person, as a line of the log to a machine. */
function tell(app: App, { config, log, address }: { config: Config; log: Log; address: string }): void {
  if (isPretty(config)) process.stdout.write(`${banner(app, config)}\n`)
  else log.info({ url: app.publicUrl, address, data: config.data, psql: app.psql, version }, 'listening')
}
