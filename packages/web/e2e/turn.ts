import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

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
    'log-file': join(folder, 'log'),
  }
  const flags = ['use-auth-secret', 'no-cli', 'no-tls', 'no-dtls', 'allow-loopback-peers']
  const args = [
    ...Object.entries(settings).map(([name, value]) => `--${name}=${value}`),
    ...flags.map((name) => `--${name}`),
  ]
  const child = spawn('turnserver', args, { stdio: ['ignore', 'ignore', 'inherit'] })
  const ended = once(child, 'exit')
  await Promise.race([
    answers(port),
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

/** Asks by STUN (RFC 8489) until it is answered: coturn says that it listens only once its output is full. */
async function answers(port: number): Promise<void> {
  const binding = Buffer.from('000100002112a442'.padEnd(40, '0'), 'hex')
  const socket = createSocket('udp4')
  const ask = () => socket.send(binding, port, '127.0.0.1')
  const answered = once(socket, 'message')
  const timer = setInterval(ask, 100)
  ask()
  await answered
  clearInterval(timer)
  socket.close()
}

async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  return port
}
