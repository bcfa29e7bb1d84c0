import { type Order, outputLimit, type Program, type Report, type Stream } from '../protocol.ts'

export type Write = (stream: Stream, text: string) => void

/** Runs one program in a place of its own; false where it failed. */
export type Execute = (program: Program, write: Write) => Promise<boolean>

/** A loaded runtime. `prepare` makes a fresh place for one program, in which nothing of those before it is left. */
export interface Runtime {
  prepare(): Promise<Execute>
}

/**
 * The life of a worker: it is given a port, loads its runtime from the bytes that come, and runs one program after another. What runs
 * here can reach this scope, so the port is bound before and kept out of it, and the way to the frame is closed.
 */
export function serve(load: (assets: Readonly<Record<string, Blob>>) => Promise<Runtime>): void {
  addEventListener(
    'message',
    ({ ports: [port] }: MessageEvent) => {
      if (port === undefined) return
      const report: (what: Report) => void = port.postMessage.bind(port)
      for (const scope of [globalThis, Object.getPrototypeOf(globalThis)])
        Reflect.deleteProperty(scope, 'postMessage')
      let runtime: Runtime | undefined
      let next: Execute | undefined
      const obey = async (order: Order) => {
        if (order.type === 'load') {
          runtime = await load(order.assets)
          next = await runtime.prepare()
          return report({ type: 'ready' })
        }
        const execute = next ?? (await runtime?.prepare())
        next = undefined
        if (execute === undefined) throw new Error('There is no runtime yet')
        report({ type: 'began' })
        report({ type: 'ended', well: await execute(order.program, capped(report)) })
      }
      port.onmessage = ({ data }: MessageEvent<Order>) => {
        obey(data).catch((error: unknown) => report({ type: 'broken', message: messageOf(error) }))
      }
    },
    { once: true },
  )
}

/** Runtimes that end throw what is no error, and at times says nothing. */
export function messageOf(error: unknown): string {
  if (error instanceof Error || typeof error !== 'object' || error === null) return String(error)
  return 'message' in error && typeof error.message === 'string' ? error.message : 'The runtime ended'
}

/** Passes on so much of what is written and then no more, so that a runaway program floods nobody. */
export function capped(report: (what: Report) => void, limit = outputLimit): Write {
  let left = limit
  return (stream, text) => {
    if (text === '' || left < 0) return
    if (text.length <= left) {
      report({ type: 'wrote', stream, text })
      left -= text.length
      return
    }
    if (left > 0) report({ type: 'wrote', stream, text: text.slice(0, left) })
    report({ type: 'cut' })
    left = -1
  }
}
