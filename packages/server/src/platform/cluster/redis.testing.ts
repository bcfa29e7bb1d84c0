import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface RedisServer {
  readonly url: string
  /** As by `kill -9`: nothing is saved, connections break. */
  kill(): Promise<void>
  /** Keeps its connections and answers nothing, until thawed. */
  freeze(): void
  thaw(): void
  /** On the same port, empty. */
  restart(): Promise<void>
  /** For good, with its folder. */
  stop(): Promise<void>
}

/** A real `redis-server` from the PATH on a free port of this machine, with a folder of its own and nothing persisted. */
export async function startRedis(): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'stoa-redis-'))
  const port = await freePort()
  let server = await launch(folder, port)

  return {
    url: `redis://127.0.0.1:${port}`,
    kill: () => end(server),
    freeze: () => void server.kill('SIGSTOP'),
    thaw: () => void server.kill('SIGCONT'),
    async restart() {
      await end(server)
      server = await launch(folder, port)
    },
    async stop() {
      await end(server)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function launch(folder: string, port: number): Promise<ChildProcess> {
  const settings = [
    '--bind',
    '127.0.0.1',
    '--port',
    `${port}`,
    '--dir',
    folder,
    '--save',
    '',
    '--appendonly',
    'no',
  ]
  const server = spawn('redis-server', settings, { stdio: ['ignore', 'pipe', 'inherit'] })
  await new Promise<void>((resolve, reject) => {
    let said = ''
    server.once('error', reject)
    server.once('exit', () => reject(new Error(`redis-server ended at once:\n${said}`)))
    server.stdout.on('data', (text: Buffer) => {
      said += text.toString()
      if (said.includes('Ready to accept connections')) resolve()
    })
  })
  return server
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const ended = once(server, 'exit')
  server.kill('SIGKILL')
  await ended
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  return address.port
}
