import { type DestinationStream, type Logger, pino, stdSerializers } from 'pino'
import pretty from 'pino-pretty'
import type { Config } from '../../config/index.ts'

export type Log = Logger

/** A code to sign in with, not the code of an error. */
const codes = ['body.code', 'data.code', 'req.body.code']

/**
 * Names of fields whose values never reach a log, up to three levels deep: whoever reads logs must not be able to sign in as
 * somebody, nor learn who writes to whom or what.
 */
const unsaid = [
  'authorization',
  'cookie',
  'set-cookie',
  'password',
  'secret',
  'token',
  'accessToken',
  'refreshToken',
  'email',
  'text',
]

/** The process's log: JSON lines, or pretty ones on a terminal. `destination` is standard output unless given. */
export function createLog(
  config: Pick<Config, 'logLevel' | 'logFormat'>,
  destination?: DestinationStream,
): Log {
  const options = {
    level: config.logLevel,
    base: null,
    redact: {
      paths: [...codes, ...unsaid.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`])],
      censor: '[hidden]',
    },
    serializers: { err: stdSerializers.err, error: stdSerializers.err },
  }
  if (destination !== undefined) return pino(options, destination)
  return isPretty(config)
    ? pino(options, pretty({ ignore: 'request', translateTime: 'SYS:HH:MM:ss', singleLine: true }))
    : pino(options)
}

/** Is a person reading? */
export function isPretty({ logFormat }: Pick<Config, 'logFormat'>): boolean {
  return logFormat === 'pretty' || (logFormat === 'auto' && process.stdout.isTTY === true)
}
