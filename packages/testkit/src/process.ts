import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type MailboxReader, readMailbox } from './mailbox.ts'
import { newData } from './node.ts'
import { type NodeOptions, settingsOf } from './settings.ts'

const main = fileURLToPath(import.meta.resolve('@stoa/server')).replace(/index\.ts$/, 'main.ts')

/** A node in a process of its own, for tests that kill it. */
export interface NodeProcess extends MailboxReader {
  readonly url: string
  readonly data: string
  readonly pid: number
  /** Everything it has written so far. */
  output(): string
  /** Sends the signal and resolves once the process is gone. */
  kill(signal: NodeJS.Signals): Promise<Exit>
  /** Resolves once the process is gone, for whatever reason. */
  readonly exited: Promise<Exit>
  /** Stops it as an operator would, and removes the data folder that was made for it. */
  stop(): Promise<Exit>
}

export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** Starts a node with an environment of its own. Rejects with what it wrote where it ends before it listens. */
export async function startNodeProcess(options: NodeOptions = {}): Promise<NodeProcess> {
  const data = options.data ?? (await newData(options))
  const settings = { ...settingsOf(options, data), logLevel: options.settings?.logLevel ?? 'info' }
  const child = spawn(process.execPath, [main], {
    env: environmentOf(settings),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = once(child, 'exit').then(([code, signal]): Exit => ({ code, signal }))
  const written: string[] = []
  const listening = Promise.withResolvers<string>()
  createInterface(child.stdout).on('line', (line) => {
    written.push(line)
    const url = addressIn(line)
    if (url !== null) listening.resolve(url)
  })
  createInterface(child.stderr).on('line', (line) => written.push(line))
  exited.then(
    ({ code }) => listening.reject(new Error(`the node ended with ${code}: ${written.join('\n')}`)),
    listening.reject,
  )
  const url = await listening.promise
  const kill = (signal: NodeJS.Signals) => {
    child.kill(signal)
    return exited
  }
  return {
    url,
    data,
    pid: child.pid ?? 0,
    output: () => written.join('\n'),
    exited,
    kill,
    ...readMailbox(url),
    async stop() {
      const exit = await kill('SIGTERM')
      if (options.data === undefined) await rm(data, { recursive: true, force: true })
      return exit
    },
  }
}

function environmentOf(settings: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const variables = Object.entries(settings).flatMap(([name, text]) =>
    text === undefined ? [] : [[`STOA_${name.replaceAll(/[A-Z]/g, '_$&').toUpperCase()}`, text] as const],
  )
  return Object.fromEntries(variables)
}

/** The node tells its address in its first line of this kind. */
function addressIn(line: string): string | null {
  return /"address":"(http:[^"]+)"/.exec(line)?.[1] ?? null
}
