import { once } from 'node:events'
import fs from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { Fault } from '@stoa/contract/http'
import type { Log } from '../database.ts'

/** What the worker thread is given. */
export interface EngineOptions {
  /** PostgreSQL's own data directory. */
  readonly folder: string
  /** Where it listens. */
  readonly socket: string
  readonly fsync: boolean
  /** In megabytes. */
  readonly sharedBuffers: number
  /** One 32-bit number: how often the disk was synced. */
  readonly fsyncs: SharedArrayBuffer
}

/** What the worker thread says. */
export type EngineReport = { readonly kind: 'ready' } | { readonly kind: 'trouble'; readonly line: string }

export interface Engine {
  close(): Promise<void>
}

/** Waits between tries to bring a dead engine back, in milliseconds; the last one repeats. */
const WAITS = [0, 100, 500, 1_000, 2_000]
/** How long the engine may take to end in good order; killed, it recovers from its log at the next start. */
const CLOSE_WITHIN = 10_000

/**
 * Runs the embedded PostgreSQL in a worker thread, and runs it again where it dies, as PostgreSQL does on a full disk:
 * the new one recovers from the log, and clients connect again.
 */
export async function startEngine({
  log,
  ...options
}: EngineOptions & { readonly log: Log }): Promise<Engine> {
  const closing = new AbortController()
  const first = await spawn(options, log)
  const ended = keepAlive(first)

  async function keepAlive(first: Worker): Promise<void> {
    for (let worker = first; ; worker = await revive()) {
      const [code] = await exitOf(worker)
      if (closing.signal.aborted) return
      log.error({ code }, 'the embedded database stopped; starting it again')
    }
  }

  function exitOf(worker: Worker): Promise<unknown[]> {
    const exited = once(worker, 'exit')
    const end = () => {
      worker.postMessage('close')
      const timer = setTimeout(() => worker.terminate(), CLOSE_WITHIN)
      worker.once('exit', () => clearTimeout(timer))
    }
    if (closing.signal.aborted) end()
    else closing.signal.addEventListener('abort', end, { once: true })
    worker.once('exit', () => closing.signal.removeEventListener('abort', end))
    return exited
  }

  async function revive(): Promise<Worker> {
    for (let attempt = 0; ; attempt++) {
      await delay(WAITS[Math.min(attempt, WAITS.length - 1)], undefined, { signal: closing.signal })
      try {
        const worker = await spawn(options, log)
        log.info({}, 'the embedded database is back')
        return worker
      } catch (error) {
        log.error({ err: error }, 'the embedded database cannot start')
      }
    }
  }

  return {
    async close() {
      closing.abort()
      // The wait for another try is what may be aborted; nothing then runs.
      await ended.catch((error: unknown) => {
        if (!closing.signal.aborted) throw error
      })
    },
  }
}

async function spawn(options: EngineOptions, log: Log): Promise<Worker> {
  // A socket that a killed process left behind would refuse the new one.
  fs.rmSync(options.socket, { force: true })
  const worker = new Worker(new URL('./engine.worker.ts', import.meta.url), {
    workerData: options,
    // What the main thread was started with, such as --input-type, is not for this one.
    execArgv: [],
  })
  await new Promise<void>((resolve, reject) => {
    worker.on('message', (report: EngineReport) => {
      if (report.kind === 'ready') resolve()
      else log.error({ postgres: report.line }, 'the embedded database reports trouble')
    })
    worker.on('error', (cause) => {
      log.error({ err: cause }, 'the embedded database failed')
      reject(new Fault('UNAVAILABLE', 'The embedded database cannot start.', { cause }))
    })
    worker.once('exit', (code) =>
      reject(new Fault('UNAVAILABLE', `The embedded database stopped (${code}).`)),
    )
  })
  return worker
}
