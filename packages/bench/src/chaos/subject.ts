import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { nodeFlags } from '../../../../bin/flags.mjs'
import { mainFile, stoaEnvironment } from '../servers/stoa.ts'

/** Something that is killed and started again. */
export interface Subject {
  readonly name: string
  /** As by `kill -9`, and up again in its own time; resolves once it is. */
  killAndRestart(): Promise<void>
  stop(): Promise<void>
}

export interface NodeSubject extends Subject {
  readonly url: string
}

/** A node on a port of its own, which it keeps. */
export async function startNodeSubject(options: {
  readonly name: string
  readonly data: string
  readonly settings?: Readonly<Record<string, string>>
}): Promise<NodeSubject> {
  const { name, data, settings = {} } = options
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const env = stoaEnvironment(data, { STOA_PORT: `${port}`, STOA_LOG_LEVEL: 'error', ...settings })
  const launch = () =>
    spawn(process.execPath, [...nodeFlags, mainFile], { env, stdio: ['ignore', 'ignore', 'inherit'] })
  let node = launch()

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (node.exitCode !== null || node.signalCode !== null) return
    const ended = once(node, 'exit')
    node.kill(signal)
    await ended
  }
  async function ready(): Promise<void> {
    for (;;) {
      // While its database is being restarted too, it may end at once: started again as a supervisor would.
      if (node.exitCode !== null) node = launch()
      const answer = await fetch(`${url}/ready`).catch(() => null)
      if (answer?.ok === true) return
      await delay(20)
    }
  }
  await ready()
  return {
    name,
    url,
    async killAndRestart() {
      await end('SIGKILL')
      node = launch()
      await ready()
    },
    stop: () => end('SIGTERM'),
  }
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
