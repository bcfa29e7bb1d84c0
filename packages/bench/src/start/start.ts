import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { migratedFolder } from '../../../server/src/platform/database/testing.ts'
import type { Bench } from '../frame/bench.ts'
import { figure, spreadOf, told } from '../frame/spread.ts'
import { startStoa } from '../servers/stoa.ts'

export const start: Bench = {
  name: 'start',
  says: 'cold start of the embedded server until /ready answers 200: with a data folder that was used, and with a new one',
  async run({ quick, say }) {
    const again: number[] = []
    const first: number[] = []
    const used = await migratedFolder()
    try {
      // The template's own first start: not counted.
      await readyAfter(used)
      for (let round = 0; round < (quick ? 3 : 7); round++) {
        again.push(await readyAfter(used))
        say(`  used folder: ${figure(again.at(-1) ?? 0)} ms`)
        if (round >= (quick ? 1 : 3)) continue
        const empty = await mkdtemp(join(tmpdir(), 'stoa-'))
        first.push(await readyAfter(empty))
        say(`  new folder: ${figure(first.at(-1) ?? 0)} ms`)
        await rm(empty, { recursive: true })
      }
    } finally {
      await rm(used, { recursive: true })
    }
    return {
      'ready, used folder': told(spreadOf(again), 'ms'),
      'ready, new folder': told(spreadOf(first), 'ms'),
    }
  },
}

/** Milliseconds from starting the process until it answers that it is ready. */
async function readyAfter(data: string): Promise<number> {
  const began = performance.now()
  const server = await startStoa({ data })
  try {
    while (!(await fetch(`${server.url}/ready`)).ok) await delay(5)
    return performance.now() - began
  } finally {
    await server.stop()
  }
}
