import { sandbox } from 'virtual:runtimes'
import type { Order, Report } from '../protocol.ts'

/** A worker in a frame of its own. */
export interface Sandbox {
  tell(order: Order): void
  /** Ends what runs in it, at once and whatever it does. */
  close(): void
}

export interface SandboxOptions {
  /** The worker's script, whole: it can load nothing. */
  readonly script: Blob
  readonly hear: (report: Report) => void
}

/**
 * Opens a frame of an origin of its own, so that none of ours is in reach (cookies, storage, the page), whose policy lets it connect
 * to nothing; the worker in it inherits both. All that passes between is a port.
 */
export function openSandbox({ script, hear }: SandboxOptions): Sandbox {
  const work = new MessageChannel()
  const life = new MessageChannel()
  work.port1.onmessage = ({ data }: MessageEvent<Report>) => hear(data)
  life.port1.onmessage = ({ data }: MessageEvent<string>) => hear({ type: 'broken', message: data })
  const frame = document.createElement('iframe')
  frame.sandbox.add('allow-scripts')
  frame.hidden = true
  frame.title = 'Sandbox'
  frame.src = sandbox
  frame.onload = () => frame.contentWindow?.postMessage(script, '*', [life.port2, work.port2])
  document.body.append(frame)
  return {
    tell: (order) => work.port1.postMessage(order),
    close() {
      work.port1.close()
      life.port1.close()
      frame.remove()
    },
  }
}
