import type { Browser } from 'playwright-core'

/** A phone of the middle: four times slower than this machine, on Chromium's "Fast 4G". */
const slowdown = 4
const line = {
  latency: 165,
  downloadThroughput: (9_000_000 * 0.9) / 8,
  uploadThroughput: (1_500_000 * 0.9) / 8,
}
const screen = { width: 390, height: 844 }
/** How long after its load event a page may still paint something larger, ms. */
const settles = 2_000

/** The page is asked for what was painted, by the browser's own account. */
const largestPaint = `
  new Promise((resolve) => {
    new PerformanceObserver((list) => resolve(list.getEntries().at(-1).startTime))
      .observe({ type: 'largest-contentful-paint', buffered: true })
  })`

/** Somebody's first visit: bytes that came over the line, and when the largest thing was painted, ms since the page was asked for. */
export async function firstLoad(
  browser: Browser,
  url: string,
): Promise<{ readonly bytes: number; readonly largestPaintAt: number }> {
  const context = await browser.newContext({ viewport: screen, isMobile: true, hasTouch: true })
  try {
    const page = await context.newPage()
    const devtools = await context.newCDPSession(page)
    let bytes = 0
    devtools.on('Network.loadingFinished', ({ encodedDataLength }) => {
      bytes += encodedDataLength
    })
    await devtools.send('Network.enable')
    await devtools.send('Network.emulateNetworkConditions', { offline: false, ...line })
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: slowdown })
    await page.goto(url, { waitUntil: 'load' })
    await page.waitForTimeout(settles)
    return { bytes, largestPaintAt: await page.evaluate<number>(largestPaint) }
  } finally {
    await context.close()
  }
}
