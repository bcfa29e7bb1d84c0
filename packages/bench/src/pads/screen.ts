import { openChromium } from '../frame/chromium.ts'

/**
 * Put into the page before anything of it: notes when text was first painted, in ms since the page was asked for. The editor is in a
 * shadow tree, where selectors of the page do not see; the frame that paints has ended when what it leaves behind runs.
 */
const watchForText = `
  const look = () => {
    const trees = [...document.querySelectorAll('main *')].flatMap(({ shadowRoot }) => shadowRoot ?? [])
    const lines = trees.flatMap((tree) => [...tree.querySelectorAll('.cm-line')])
    if (lines.some(({ textContent }) => textContent !== '')) setTimeout(() => { window.textPaintedAt = performance.now() })
    else requestAnimationFrame(look)
  }
  requestAnimationFrame(look)`
/** Asked of the page once the text is there. */
const paintedAt = `
  new Promise((resolve) => {
    const look = () => window.textPaintedAt === undefined ? setTimeout(look, 10) : resolve(window.textPaintedAt)
    look()
  })`

/**
 * Milliseconds from asking for a session's page until its text is painted, for a guest who has been here before, each time anew. Null where
 * the machine has no Chromium.
 */
export async function openOnScreen(asked: {
  /** Lets a guest in. */
  readonly link: string
  readonly times: number
}): Promise<readonly number[] | null> {
  const browser = await openChromium()
  if (browser === null) return null
  try {
    const page = await browser.newPage()
    page.setDefaultTimeout(60_000)
    await page.goto(asked.link)
    await page.getByLabel('Your name').fill('Somebody')
    await page.getByRole('button', { name: 'Join' }).click()
    await page.locator('main .cm-line').first().waitFor()
    await page.addInitScript({ content: watchForText })
    const took: number[] = []
    for (let n = 0; n < asked.times; n += 1) {
      await page.reload()
      await page.locator('main .cm-line', { hasText: /./ }).first().waitFor()
      took.push(await page.evaluate<number>(paintedAt))
    }
    return took
  } finally {
    await browser.close()
  }
}
