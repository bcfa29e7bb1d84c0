import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export interface Turn {
  /** Such as `turn:127.0.0.1:40000?transport=udp`. */
  readonly url: string
  readonly secret: string
  stop(): Promise<void>
}

/** A real coturn on a free port of this machine, as docs/guides/run.md sets one up. */
export async function startTurn(): Promise<Turn> {
  const folder = await mkdtemp(join(tmpdir(), 'stoa-turn-'))
  const port = await freePort()
  const secret = crypto.randomUUID()
  const settings = {
    'listening-ip': '127.0.0.1',
    'listening-port': String(port),
    'relay-ip': '127.0.0.1',
    realm: 'stoa.test',
    'static-auth-secret': secret,
    userdb: join(folder, 'turn.db'),
    pidfile: join(folder, 'pid'),
    'log-file': 'stdout',
  }
  const flags = ['use-auth-secret', 'no-cli', 'no-tls', 'no-dtls', 'allow-loopback-peers', 'verbose']
  const args = [
    ...Object.entries(settings).map(([name, value]) => `--${name}=${value}`),
    ...flags.map((name) => `--${name}`),
  ]
  const child = spawn('turnserver', args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  const { promise: listening, resolve } = Promise.withResolvers<void>()
  createInterface(child.stdout).on('line', (line) => {
    if (/UDP listener opened/i.test(line)) resolve()
  })
  await Promise.race([
    listening,
    ended.then(() => {
      throw new Error('turnserver ended before it listened')
    }),
  ])
  return {
    url: `turn:127.0.0.1:${port}?transport=udp`,
    secret,
    async stop() {
      child.kill('SIGTERM')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  return port
}
