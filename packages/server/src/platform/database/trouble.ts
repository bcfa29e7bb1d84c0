import { Fault } from '@stoa/contract/http'

/**
 * SQL states of a database that cannot answer now but may later: connection lost, out of room or connections, disk
 * trouble, shutting down, read-only after a failover, or stopped by a time limit.
 *
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const STATES = /^(08...|53...|58...|57P0[1-5]|57014|25006|55P03)$/

/** The operating system's word for the same. `ENOENT` is the Unix socket of an embedded database that is starting again. */
const SYSTEM = new Set(
  'ECONNREFUSED ECONNRESET ECONNABORTED EPIPE ENOENT ETIMEDOUT ENOTFOUND EAI_AGAIN EHOSTUNREACH ENETUNREACH ENOSPC EMFILE'.split(
    ' ',
  ),
)

/** `pg` gives these no code. */
const MESSAGES =
  /^(Connection terminated|timeout e?xceeded when trying to connect|Query read timeout|Client has encountered a connection error|Cannot use a pool after calling end|Client was closed|timeout expired)/

/** A Fault UNAVAILABLE where the database cannot answer now; any other error as it is. */
export function toFault(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof Fault) return error
  return isUnavailable(error) ? new Fault('UNAVAILABLE', undefined, { cause: error }) : error
}

function isUnavailable(error: Error): boolean {
  const code = codeOf(error)
  if (code !== undefined) return STATES.test(code) || SYSTEM.has(code)
  return MESSAGES.test(error.message)
}

/** The SQL state or the operating system's error code. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}
