import { fileURLToPath } from 'node:url'
import type { Config } from './config/index.ts'
import { type OpenDatabase, openDatabase } from './platform/database/open.ts'
import type { Log } from './platform/telemetry/log.ts'

/** The database that the settings name, with its tables up to date. */
export function openOwnDatabase(config: Config, log: Log): Promise<OpenDatabase> {
  return openDatabase({
    url: config.databaseUrl,
    dataFolder: config.data,
    poolSize: config.databasePool,
    migrationsFolder: fileURLToPath(new URL('../migrations', import.meta.url)),
    log,
  })
}
