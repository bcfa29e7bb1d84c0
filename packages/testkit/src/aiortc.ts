import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import * as z from 'zod'

const Counts = z.object({ video: z.int(), audio: z.int() })

export interface Aiortc {
  /** Resolves once as many pictures and pieces of sound were sent, or shown. Rejects where it ended before. */
  until(count: number): Promise<void>
  /** Ends its session as WHIP and WHEP have it; rejects where that was refused. */
  stop(): Promise<void>
}

/**
 * A WebRTC that is neither ours nor a browser's, as `publish URL BEARER CODEC` or `watch URL BEARER`. Needs Debian's python3-aiortc, so it is the
 * system's Python.
 */
export function startAiortc(...args: readonly string[]): Aiortc {
  const script = fileURLToPath(new URL('whip_client.py', import.meta.url))
  const child = spawn('/usr/bin/python3', [script, ...args], { stdio: ['pipe', 'pipe', 'pipe'] })
  const ended = once(child, 'exit')
  let words = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-2000)
  })
  const lines = createInterface({ input: child.stdout })
  return {
    async until(count) {
      const enough = Promise.withResolvers<void>()
      const look = (line: string) => {
        const { video, audio } = Counts.parse(JSON.parse(line))
        if (video >= count && audio >= count) enough.resolve()
      }
      lines.on('line', look)
      await Promise.race([
        enough.promise,
        ended.then(() => {
          throw new Error(`aiortc ended: ${words}`)
        }),
      ]).finally(() => lines.off('line', look))
    },
    async stop() {
      child.stdin.end()
      const [code] = await ended
      if (code !== 0) throw new Error(`aiortc ended with ${code}: ${words}`)
    },
  }
}
