import { AxeBuilder } from '@axe-core/playwright'
import { startNode, type TestNode } from '@stoa/testkit'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser, openWindow, type Window } from './browser.ts'
import { signedIn } from './people.ts'
import { furnish, screens } from './screens.ts'

let node: TestNode
let browser: Browser
/** One window signed in and one not, by which screens are visited in turn. */
let known: Window
let stranger: Window

beforeAll(async () => {
  node = await startNode()
  browser = await openBrowser()
  await signedIn({ browser, node, email: 'zeno@example.org' })
  const ada = await signedIn({ browser, node, email: 'ada@example.org' })
  await furnish(ada.page)
  known = ada
  stranger = await openWindow(browser)
})

afterAll(async () => {
  await browser?.close()
  await node?.stop()
})

describe.each(['light', 'dark'] as const)('in the %s theme', (colorScheme) => {
  test.each(screens)('axe finds nothing to object to: $name', async (screen) => {
    const { page } = screen.signedIn ? known : stranger
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await screen.open(page, node.url)
    const { violations } = await new AxeBuilder({ page }).analyze()
    const found = violations.flatMap(({ id, nodes }) =>
      nodes.map((one) => `${id}: ${one.html}\n${one.failureSummary}`),
    )
    expect(found).toEqual([])
  })
})

describe.each([320, 375])('at %i px', (width) => {
  test.each(screens)('nothing is wider than the screen: $name', async (screen) => {
    const { page } = screen.signedIn ? known : stranger
    await page.setViewportSize({ width, height: 700 })
    await screen.open(page, node.url)
    const wide = await page.evaluate(() => ({
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
    expect(wide.content).toBeLessThanOrEqual(wide.screen)
    expect(wide.panes).toEqual([])
  })
})

test('no page complained, and the content security policy refused nothing', () => {
  expect(known.complaints).toEqual([])
  expect(stranger.complaints).toEqual([])
})
