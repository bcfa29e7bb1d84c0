import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

export interface LiveKitOptions {
  /** Where it posts its webhooks, if anywhere. */
  readonly webhook?: string
}

export interface LiveKitServer {
  readonly pid: number
  /** For `LIVEKIT_URL`, `LIVEKIT_API_KEY` and `LIVEKIT_API_SECRET`. */
  readonly settings: {
    readonly livekitUrl: string
    readonly livekitApiKey: string
    readonly livekitApiSecret: string
  }
  /** By default as an operator would. */
  stop(signal?: NodeJS.Signals): Promise<void>
}

const startWithin = 20_000

/**
 * A real `livekit-server` from the PATH on free ports of this machine, alone and without Redis; all media by one UDP port, as the built-in
 * media server has it. `npm run test:livekit` and `npm run bench media` put it on the PATH.
 */
export async function startLiveKit({ webhook }: LiveKitOptions = {}): Promise<LiveKitServer> {
  const [port, tcpPort, udpPort] = await Promise.all([freeTcpPort(), freeTcpPort(), freeUdpPort()])
  const key = `key${randomBytes(6).toString('hex')}`
  const secret = randomBytes(24).toString('hex')
  // JSON is YAML.
  const config = JSON.stringify({
    port,
    bind_addresses: ['127.0.0.1'],
    rtc: {
      udp_port: udpPort,
      tcp_port: tcpPort,
      use_external_ip: false,
      node_ip: '127.0.0.1',
      enable_loopback_candidate: true,
      ips: { includes: ['127.0.0.1/32'] },
    },
    keys: { [key]: secret },
    // It allows 400 tracks a processor unless told otherwise.
    limit: { num_tracks: -1 },
    logging: { level: 'warn' },
    ...(webhook === undefined ? {} : { webhook: { api_key: key, urls: [webhook] } }),
  })
  const child = spawn('livekit-server', ['--config-body', config], { stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = once(child, 'exit')
  const words = listen(child)
  await answers(child, port, words)
  return {
    pid: child.pid ?? 0,
    settings: { livekitUrl: `ws://127.0.0.1:${port}`, livekitApiKey: key, livekitApiSecret: secret },
    async stop(signal = 'SIGTERM') {
      // Told once it waits for whoever is connected; told again it leaves at once.
      const telling = setInterval(() => child.kill(signal), 200)
      child.kill(signal)
      await ended
      clearInterval(telling)
    },
  }
}

/** Its last words. */
function listen(child: ChildProcess): string[] {
  const words: string[] = []
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      words.push(text)
      if (words.length > 20) words.shift()
    })
  return words
}

async function answers(child: ChildProcess, port: number, words: readonly string[]): Promise<void> {
  let trouble: Error | undefined
  child.once('error', (error) => {
    trouble = error
  })
  const until = Date.now() + startWithin
  while (Date.now() < until) {
    if (trouble !== undefined) throw new Error(`livekit-server cannot be run: ${trouble.message}`)
    if (child.exitCode !== null) throw new Error(`livekit-server ended at its start:\n${words.join('')}`)
    const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined)
    if (answer?.ok === true) return
    await delay(50)
  }
  child.kill('SIGKILL')
  throw new Error(`livekit-server did not start in time:\n${words.join('')}`)
}

async function freeTcpPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  return address.port
}

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  await once(socket, 'close')
  return port
}
