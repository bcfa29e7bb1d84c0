import { AxeBuilder } from '@axe-core/playwright'
import { startNode, type TestNode } from '@stoa/testkit'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser, openWindow, type Window } from './browser.ts'
import { signedIn } from './people.ts'
import { cohost, furnish, screens } from './screens.ts'

let node: TestNode
let browser: Browser
/** One window signed in and one not, by which screens are visited in turn. */
let known: Window
let stranger: Window

beforeAll(async () => {
  node = await startNode()
  browser = await openBrowser()
  for (const name of ['zeno', cohost]) await signedIn({ browser, node, email: `${name}@example.org` })
  const ada = await signedIn({ browser, node, email: 'ada@example.org' })
  await furnish(ada.page)
  known = ada
  stranger = await openWindow(browser)
})

afterAll(async () => {
  await browser?.close()
  await node?.stop()
})

test.each(screens)('axe finds nothing to object to in the light and the dark: $name', async (screen) => {
  const { page } = screen.signedIn ? known : stranger
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await screen.open(page, node.url)
  const light = await objectionsTo(page)
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  expect({ light, dark: await objectionsTo(page) }).toEqual({ light: [], dark: [] })
})

async function objectionsTo(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((one) => `${id}: ${one.html}\n${one.failureSummary}`),
  )
}

test.each(screens)('nothing is wider than a phone, 375 or 320 px: $name', async (screen) => {
  const { page } = screen.signedIn ? known : stranger
  await page.setViewportSize({ width: 375, height: 700 })
  await screen.open(page, node.url)
  await fits(page)
  await page.setViewportSize({ width: 320, height: 700 })
  await fits(page)
})

/** Once what floats has found its place. */
async function fits(page: Page): Promise<void> {
  const over = async () => {
    const { content, screen, panes } = await widthsOf(page)
    return { over: Math.max(0, content - screen), panes }
  }
  await expect.poll(over, { timeout: 5000 }).toEqual({ over: 0, panes: [] })
}

function widthsOf(page: Page) {
  return page.evaluate(() => ({
    content: document.documentElement.scrollWidth,
    screen: document.documentElement.clientWidth,
    // What a pane hides by scrolling sideways is lost as well, but for code, which may.
    panes: [...document.querySelectorAll('body *:not(pre)')]
      .filter(
        (pane) =>
          pane.scrollWidth > pane.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(pane).overflowX),
      )
      .map((pane) => pane.outerHTML.slice(0, 200)),
  }))
}

test('no page complained, and the content security policy refused nothing', () => {
  expect(known.complaints).toEqual([])
  expect(stranger.complaints).toEqual([])
})
