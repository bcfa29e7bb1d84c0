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

/**
 * Runs the embedded PostgreSQL in a worker thread, and runs it again where it dies, as PostgreSQL does on a full disk:
 * the new one recovers from the log, and clients connect again.
 */
export async function startEngine(options: EngineOptions & { readonly log: Log }): Promise<Engine> {
  const { log, ...rest } = options
  let closing = false
  let worker = await spawn(rest, log)
  watch(worker)

  function watch(running: Worker): void {
    running.once('exit', (code) => {
      if (closing) return
      log.error({ code }, 'the embedded database stopped; starting it again')
      void revive()
    })
  }

  async function revive(): Promise<void> {
    for (let attempt = 0; !closing; attempt++) {
      await delay(WAITS[Math.min(attempt, WAITS.length - 1)])
      try {
        worker = await spawn(rest, log)
        log.info('the embedded database is back')
        return watch(worker)
      } catch (error) {
        log.error({ err: error }, 'the embedded database cannot start')
      }
    }
  }

  return {
    async close() {
      closing = true
      const exited = once(worker, 'exit')
      worker.postMessage('close')
      await exited
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
    worker.on('error', (cause) =>
      reject(new Fault('UNAVAILABLE', 'The embedded database cannot start.', { cause })),
    )
    worker.once('exit', (code) =>
      reject(new Fault('UNAVAILABLE', `The embedded database stopped (${code}).`)),
    )
  })
  return worker
}
