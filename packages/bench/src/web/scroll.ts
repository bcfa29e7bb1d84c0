import type { Page } from 'playwright-core'
import { percentile } from '../frame/spread.ts'
import { labelOf } from './conversation.ts'

/** Times between frames, ms. */
export interface Frames {
  readonly count: number
  readonly median: number
  readonly p99: number
  readonly longest: number
  /** How many took more than 32 ms. */
  readonly late: number
}

/** A screenful a tenth of a second, as a hard flick of the thumb or a dragged wheel does it; px a second. */
const speed = 8_000
const stroke = 8_000
const patience = 600_000

/** Put into the page: notes how long each frame came after the one before. */
const watchFrames = `
  window.framesSeen = []
  window.framesGoOn = true
  let last
  const frame = () => {
    if (!window.framesGoOn) return
    const now = performance.now()
    if (last !== undefined) window.framesSeen.push(now - last)
    last = now
    requestAnimationFrame(frame)
  }
  requestAnimationFrame(frame)`

const takeFrames = `(window.framesGoOn = false, window.framesSeen)`

async function framesWhile(page: Page, work: () => Promise<void>): Promise<Frames> {
  await page.evaluate(watchFrames)
  await work()
  const seen = await page.evaluate<readonly number[]>(takeFrames)
  const sorted = seen.toSorted((one, other) => one - other)
  return {
    count: seen.length,
    median: percentile(sorted, 0.5),
    p99: percentile(sorted, 0.99),
    longest: percentile(sorted, 1),
    late: seen.filter((took) => took > 32).length,
  }
}

/** The machine's own unevenness: the same page and nothing to do. */
export function framesIdle(page: Page, milliseconds: number): Promise<Frames> {
  return framesWhile(page, () => page.waitForTimeout(milliseconds))
}

/**
 * From the newest message to the first, through all pages between. `unrendered` were never in the page: the browser scrolls in another
 * thread than the one that renders rows, and may be past them before.
 */
export async function framesScrolling(
  page: Page,
  messages: number,
): Promise<Frames & { readonly unrendered: number }> {
  const devtools = await page.context().newCDPSession(page)
  const pane = await page.getByRole('region', { name: 'Messages' }).boundingBox()
  if (pane === null) throw new Error('there is no conversation to scroll')
  const viewport = page.viewportSize() ?? { width: 0, height: 0 }
  const place = { x: pane.x + pane.width / 2, y: viewport.height / 2 }
  await page.evaluate(watchNumbers)
  const frames = await framesWhile(page, async () => {
    const until = performance.now() + patience
    while (!(await page.evaluate<boolean>(isAtFirst))) {
      if (performance.now() > until) throw new Error('the first message did not come into view')
      await devtools.send('Input.synthesizeScrollGesture', {
        ...place,
        yDistance: stroke,
        speed,
        gestureSourceType: 'mouse',
      })
    }
  })
  const shown = await page.evaluate<number>(`window.numbersSeen.size`)
  return { ...frames, unrendered: messages - shown }
}

/** Asked of the page: is the first message drawn in view? Between two frames nothing is settled. */
const isAtFirst = `
  new Promise((resolve) => requestAnimationFrame(() => setTimeout(() => {
    const pane = document.querySelector('section[aria-label=Messages]').parentElement
    const first = [...document.querySelectorAll('article')].find((one) => one.textContent.includes('${labelOf(1)}'))
    resolve(first !== undefined && first.getBoundingClientRect().bottom > pane.getBoundingClientRect().top)
  })))`

/** Put into the page: the numbers of all messages that were ever in it. */
const watchNumbers = `
  window.numbersSeen = new Set()
  const note = (root) => {
    for (const one of root.querySelectorAll('article')) {
      const number = /Number (\\d+):/.exec(one.textContent)?.[1]
      if (number !== undefined) window.numbersSeen.add(Number(number))
    }
  }
  note(document)
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes)
      for (const node of addedNodes) if (node instanceof Element) note(node)
  }).observe(document.querySelector('section[aria-label=Messages]'), { subtree: true, childList: true })`
