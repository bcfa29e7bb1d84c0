import { fileURLToPath } from 'node:url'
import { type Server, startServer } from './server.ts'

/** The peer: Socket.IO and one INSERT a message. */
export function startNaive(options: { readonly data: string; readonly recovery: boolean }): Promise<Server> {
  const args = [options.data, ...(options.recovery ? ['--recovery'] : [])]
  return startServer({ file: fileURLToPath(new URL('naive.main.ts', import.meta.url)), args })
}
