import { fileURLToPath } from 'node:url'
import { nodeFlags } from '../../../../bin/flags.mjs'
import { type Server, startServer } from './server.ts'

/** The secret of every measured node, so that access tokens can be made for its people. */
export const secret = 'the secret of nodes that are measured'

export const mainFile = fileURLToPath(import.meta.resolve('@stoa/server')).replace(/index\.ts$/, 'main.ts')

/** Stoa as an operator starts it, but for its port and for rate limits, which one address would run into. */
export function startStoa(options: {
  readonly data: string
  readonly profileFolder?: string | undefined
  readonly settings?: Readonly<Record<string, string>>
}): Promise<Server> {
  return startServer({
    file: mainFile,
    nodeFlags,
    env: stoaEnvironment(options.data, options.settings),
    profileFolder: options.profileFolder,
  })
}

export function stoaEnvironment(
  data: string,
  settings: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return {
    STOA_DATA: data,
    STOA_PORT: '0',
    STOA_SECRET: secret,
    STOA_LOG_FORMAT: 'json',
    STOA_RATE_LIMIT_SCALE: '1000000',
    ...settings,
  }
}
