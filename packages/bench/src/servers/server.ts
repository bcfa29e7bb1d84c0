import { fileURLToPath } from 'node:url'
import { startChild } from '../frame/child.ts'
import type { LoopDelay, Meter, Usage } from './meter.ts'

/** A server process under measurement. */
export interface Server {
  readonly url: string
  readonly port: number
  usage(how?: { readonly collect: boolean }): Promise<Usage>
  /** Of its event loop, since it was asked last; counted from the first time. */
  loopDelay(): Promise<LoopDelay>
  /** As an operator would; `SIGKILL` as a crash. */
  stop(signal?: NodeJS.Signals): Promise<void>
}

export interface ServerOptions {
  readonly file: string
  readonly args?: readonly string[]
  /** Node.js's own. */
  readonly nodeFlags?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Where its threads' CPU profiles are written when it ends. */
  readonly profileFolder?: string | undefined
}

/** Starts it with a meter inside; resolves once it tells its address. */
export async function startServer({
  file,
  args = [],
  nodeFlags = [],
  env,
  profileFolder,
}: ServerOptions): Promise<Server> {
  const listening = Promise.withResolvers<string>()
  const written: string[] = []
  const profiling = profileFolder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`]
  const child = startChild<Meter>({
    file,
    args,
    nodeArgs: [...nodeFlags, '--expose-gc', '--import', meterFile, ...profiling],
    ...(env === undefined ? {} : { env }),
    onOutput(line) {
      if (written.length < 50) written.push(line)
      const address = /"address":"(http:[^"]+)"/.exec(line)?.[1]
      if (address !== undefined) listening.resolve(address)
    },
  })
  child.process.once('exit', (code, signal) =>
    listening.reject(
      new Error(`${file} ended with ${signal ?? code} before it listened:\n${written.join('\n')}`),
    ),
  )
  const url = await listening.promise
  return {
    url,
    port: Number(new URL(url).port),
    usage: (how = { collect: false }) => child.call('usage', how),
    loopDelay: () => child.call('loopDelay', undefined as never),
    stop: (signal) => child.end(signal),
  }
}

const meterFile = fileURLToPath(new URL('meter.ts', import.meta.url))
