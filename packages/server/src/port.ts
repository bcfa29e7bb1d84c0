import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * Rejects as listening would where the port cannot be had, before anything is opened or migrated for nothing. Between this and listening
 * it can still be taken, and listening then says so.
 */
export async function tryPort({
  host,
  port,
}: {
  readonly host: string
  readonly port: number
}): Promise<void> {
  if (port === 0) return
  const server = createServer().listen({ host, port })
  await once(server, 'listening')
  server.close()
  await once(server, 'close')
}
