import { rm } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { migratedFolder } from '../../../server/src/platform/database/testing.ts'
import type { Bench, Context } from '../frame/bench.ts'
import { openChromium } from '../frame/chromium.ts'
import { figure, spreadOf, told } from '../frame/spread.ts'
import { startStoa } from '../servers/stoa.ts'
import { beginConversation } from './conversation.ts'
import { firstLoad } from './first-load.ts'
import { type Frames, framesIdle, framesScrolling } from './scroll.ts'

/** Where somebody comes who has no account yet. */
const pages = ['/', '/signin'] as const

export const web: Bench = {
  name: 'web',
  says: 'the web app in Chromium: first load and its largest paint on a mid phone, and frames while 10,000 messages are scrolled through',
  async run({ quick, say }) {
    const browser = await openChromium()
    if (browser === null) throw new Error('this machine has no Chromium in /usr/bin')
    try {
      return await measure(browser, { quick, say })
    } finally {
      await browser.close()
    }
  },
}

async function measure(browser: Browser, { quick, say }: Pick<Context, 'quick' | 'say'>) {
  const data = await migratedFolder()
  try {
    const server = await startStoa({ data })
    try {
      const loads: Record<string, string> = {}
      for (const path of pages) {
        const kilobytes: number[] = []
        const painted: number[] = []
        for (let round = 0; round < (quick ? 2 : 7); round++) {
          const load = await firstLoad(browser, server.url + path)
          kilobytes.push(load.bytes / 1000)
          painted.push(load.largestPaintAt)
          say(
            `  ${path}: ${figure(load.bytes / 1000)} kB, largest paint after ${figure(load.largestPaintAt)} ms`,
          )
        }
        loads[`${path}: first load`] = told(spreadOf(kilobytes), 'kB')
        loads[`${path}: largest paint`] = told(spreadOf(painted), 'ms')
      }
      const messages = quick ? 1_000 : 10_000
      const page = await beginConversation({ browser, url: server.url, messages, say })
      const idle = await framesIdle(page, 5_000)
      say(`  nothing moves: ${inWords(idle)}`)
      const scrolling = await framesScrolling(page, messages)
      say(`  scrolling: ${inWords(scrolling)}`)
      return {
        ...loads,
        'messages scrolled through': figure(messages),
        'frame p50 / p99 / longest': times(scrolling),
        'frames over 32 ms': share(scrolling),
        'never rendered': figure(scrolling.unrendered),
        'the same while nothing moves': `${times(idle)}, ${share(idle)}`,
      }
    } finally {
      await server.stop()
    }
  } finally {
    await rm(data, { recursive: true, force: true })
  }
}

function times({ median, p99, longest }: Frames): string {
  return `${figure(median)} / ${figure(p99)} / ${figure(longest)} ms`
}

function share({ late, count }: Frames): string {
  return `${late} of ${figure(count)}`
}

function inWords(frames: Frames): string {
  return `frames ${times(frames)}, ${share(frames)} over 32 ms`
}
