import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { type NodeProcess, startNodeProcess } from '@stoa/testkit'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser, openWindow, type Window } from './browser.ts'
import { begin, editor, linkFor, textIn } from './interviews.ts'
import { type Person, signedIn } from './people.ts'

let data: string
let node: NodeProcess
let browser: Browser
/** The interviewer, and a candidate who has no account. */
let ada: Person
let zeno: Window
let candidateLink: string

const title = 'Zeno, backend'
/** Room for three browsers at one address, and yet little enough to run into a limit. */
const settings = { rateLimitScale: '3' }

/** Asks until it is so; browsers on a busy machine take their time. */
const eventually = <T>(look: () => Promise<T>) => expect.poll(look, { timeout: 15_000 })

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'stoa-interviews-'))
  node = await startNodeProcess({ data, settings })
  browser = await openBrowser()
  ada = await signedIn({ browser, node, email: 'ada@example.org' })
  zeno = await openWindow(browser, { viewport: { width: 1024, height: 700 } })
})

afterAll(async () => {
  await browser?.close()
  await node?.kill('SIGTERM')
  await rm(data, { recursive: true, force: true })
})

/** Waits until both see this text, or the same one. */
async function bothSee(text?: string | RegExp): Promise<void> {
  if (text !== undefined) {
    for (const { page } of [ada, zeno]) await eventually(() => textIn(page)).toMatch(text)
  }
  await eventually(async () => (await textIn(zeno.page)) === (await textIn(ada.page))).toBe(true)
}

async function write(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Control+End')
  await page.keyboard.type(text)
}

test('a new user begins an interview, and a candidate without an account comes by a link with a name', async () => {
  await ada.page.getByRole('link', { name: 'Interviews' }).click()
  await ada.page.getByText('No interviews yet').waitFor()
  await begin(ada.page, { title, from: 'Two sum' })
  candidateLink = await linkFor(ada.page, 'Candidate')
  await zeno.page.goto(candidateLink)
  await zeno.page.getByLabel('Your name').fill('Zeno of Citium')
  await zeno.page.getByRole('button', { name: 'Join' }).click()
  await zeno.page.getByRole('heading', { name: title }).waitFor()
  await ada.page.getByRole('button', { name: 'Follow Zeno of Citium' }).waitFor()
  await bothSee(/Print the two positions/)
})

test('a guest sees interviews and nothing else', async () => {
  const { url } = node
  const at = zeno.page.url()
  for (const path of ['/', '/chat', '/profile', '/interviews/library']) {
    await zeno.page.goto(url + path)
    await zeno.page.waitForURL('**/interviews')
    await zeno.page.getByRole('link', { name: title }).waitFor()
    expect(await zeno.page.getByRole('button', { name: 'New interview' }).count()).toBe(0)
  }
  await zeno.page.goto(at)
  await editor(zeno.page).waitFor()
})

test('P1, P3: two people type at once; both have the same text, and see where the other is', async () => {
  await editor(ada.page).click()
  await editor(zeno.page).click()
  await ada.page.keyboard.press('Control+Home')
  await Promise.all([
    ada.page.keyboard.type('# Written by the interviewer, from the top\n', { delay: 12 }),
    write(zeno.page, 'print("written by the candidate, at the end")\n'),
  ])
  await bothSee(/by the interviewer[\s\S]*by the candidate/)
  await ada.page
    .locator('.cm-remote-flag')
    .filter({ hasText: 'Zeno of Citium' })
    .waitFor({ state: 'attached' })
  await zeno.page.locator('.cm-remote-flag').waitFor({ state: 'attached' })
})

test('one takes back one’s own changes and not those of others', async () => {
  await editor(ada.page).click()
  await write(ada.page, '# ada was here')
  await bothSee(/ada was here/)
  await write(zeno.page, ' zeno too')
  await bothSee(/zeno too/)
  await ada.page.keyboard.press('Control+z')
  await eventually(() => textIn(zeno.page)).not.toMatch(/ada was here/)
  await bothSee(/zeno too/)
})

test('P4: a language is switched for both, and again only after a while, which is said', async () => {
  const language = (page: Page) => page.getByLabel('Language')
  for (const [label, value] of [
    ['JavaScript', 'javascript'],
    ['Ruby', 'ruby'],
    ['Go', 'go'],
  ] as const) {
    await language(zeno.page).selectOption({ label })
    await eventually(() => language(ada.page).inputValue()).toBe(value)
  }
  await language(zeno.page).selectOption('Python')
  await zeno.page.getByText(/Try again in \d seconds?/).waitFor()
  expect(await language(zeno.page).inputValue()).toBe('go')
  await language(ada.page).selectOption('Python')
  await eventually(() => language(zeno.page).inputValue()).toBe('python')
})

test('a lock stops the candidate and says so, and its end lets them go on', async () => {
  await ada.page.getByRole('button', { name: 'Lock writing for candidates' }).click()
  await zeno.page.getByText('The interviewer has locked writing for now.').waitFor()
  const before = await textIn(ada.page)
  await editor(zeno.page).click()
  await write(zeno.page, 'this must not come through')
  await zeno.page.keyboard.press('Control+z')
  expect(await textIn(zeno.page)).toBe(before)
  await ada.page.getByRole('button', { name: 'Let candidates write' }).click()
  await zeno.page.getByText('The interviewer has locked').waitFor({ state: 'detached' })
  await write(zeno.page, '# free again\n')
  await bothSee(/free again/)
  await bothSee(before)
})

test('what is said in an interview is beside it, and not among the chats', async () => {
  await zeno.page.getByRole('button', { name: 'Chat', exact: true }).click()
  await zeno.page.getByLabel('Message', { exact: true }).fill('May I use a dictionary?')
  await zeno.page.keyboard.press('Enter')
  await ada.page.locator('article').filter({ hasText: 'May I use a dictionary?' }).waitFor()
  const at = ada.page.url()
  await ada.page.goto(`${node.url}/chat`)
  await ada.page.getByText('Nobody here yet').waitFor()
  await ada.page.getByLabel('Search people and messages').fill('dictionary')
  await ada.page.getByRole('region', { name: 'Found' }).getByRole('link').first().click()
  await ada.page.waitForURL(`${at}?at=*`)
  await ada.page.locator('article').filter({ hasText: 'dictionary' }).waitFor()
  await ada.page.getByRole('button', { name: 'Close chat' }).click()
  await zeno.page.getByRole('button', { name: 'Close chat' }).click()
})

test('whoever follows another is where they are, until they do something themselves', async () => {
  await zeno.page.getByRole('button', { name: 'Add a document' }).click()
  await zeno.page.getByRole('menuitem', { name: 'Code file' }).click()
  const second = (page: Page) => page.getByRole('tab', { name: 'main2.py' })
  await eventually(() => second(zeno.page).getAttribute('aria-selected')).toBe('true')
  await editor(zeno.page).click()
  await zeno.page.keyboard.insertText(Array.from({ length: 80 }, (_, line) => `line = ${line}`).join('\n'))
  expect(await second(ada.page).getAttribute('aria-selected')).toBe('false')
  await ada.page.getByRole('button', { name: 'Follow Zeno of Citium' }).click()
  await eventually(() => second(ada.page).getAttribute('aria-selected')).toBe('true')
  await ada.page.getByText('Following Zeno of Citium').waitFor()
  await ada.page.locator('.cm-line').filter({ hasText: 'line = 79' }).waitFor()
  await editor(ada.page).click()
  await ada.page.getByText('Following Zeno of Citium').waitFor({ state: 'detached' })
  for (const { page } of [ada, zeno]) await page.getByRole('tab', { name: 'main.py' }).click()
  await bothSee(/free again/)
})

test('a version is compared with now and gone back to, as an edit that all see', async () => {
  const { page } = ada
  const before = await textIn(page)
  await page.getByRole('button', { name: 'Versions' }).click()
  await page.getByLabel('Keep this moment as').fill('Before the hint')
  await page.getByRole('button', { name: 'Keep', exact: true }).click()
  await page.getByRole('button', { name: 'Compare with Before the hint' }).waitFor()
  await editor(zeno.page).click()
  await write(zeno.page, 'print("a wrong turn")\n')
  await zeno.page.keyboard.insertText('# and on\n'.repeat(45))
  await bothSee(/a wrong turn/)
  await page.getByRole('button', { name: 'Compare with Before the hint' }).click()
  await page.getByRole('dialog').locator('.cm-insertedLine, .cm-changedLine').first().waitFor()
  // Whatever others write meanwhile, it stays where it was scrolled to.
  const scroller = page.getByRole('dialog').locator('.cm-scroller')
  await scroller.evaluate((element) => {
    element.scrollTop = 300
  })
  await zeno.page.keyboard.insertText('# meanwhile\n')
  await page.getByRole('dialog').getByText('# meanwhile').waitFor({ state: 'attached' })
  expect(await scroller.evaluate(({ scrollTop }) => scrollTop)).toBe(300)
  await page.getByRole('button', { name: 'Go back to this version' }).click()
  await page.getByRole('button', { name: 'Go back', exact: true }).click()
  await eventually(() => textIn(zeno.page)).toBe(before)
  await page.getByRole('button', { name: 'Close versions' }).click()
})

test('P1: what is written offline is kept, said to be, and merged on return', async () => {
  await zeno.setOffline(true)
  await editor(zeno.page).click()
  await write(zeno.page, '# from the train\n')
  await zeno.page.getByText('Offline: kept on this device').waitFor()
  await editor(ada.page).click()
  await write(ada.page, '# from the office\n')
  await zeno.setOffline(false)
  await bothSee(/from the train/)
  await bothSee(/from the office/)
  await zeno.page.getByText('Saved', { exact: true }).waitFor()
})

test('a reload keeps the text, the tab’s documents and the guest’s session', async () => {
  const before = await textIn(zeno.page)
  await zeno.page.reload()
  await eventually(() => textIn(zeno.page)).toBe(before)
  await zeno.page.getByRole('tab', { name: 'main2.py' }).waitFor()
})

test('P2, T2: the server is killed while both type, and everything is there, once', async () => {
  await editor(ada.page).click()
  await editor(zeno.page).click()
  const words = (who: string) => Array.from({ length: 40 }, (_, count) => `${who}${count}`).join(' ')
  const typing = [
    ada.page.keyboard
      .press('Control+Home')
      .then(() => ada.page.keyboard.type(`${words('a')}\n`, { delay: 15 })),
    zeno.page.keyboard.press('Control+End').then(() => zeno.page.keyboard.type(words('z'), { delay: 15 })),
  ]
  await eventually(() => textIn(ada.page)).toMatch(/z5 /)
  const { port } = new URL(node.url)
  await node.kill('SIGKILL')
  node = await startNodeProcess({ data, settings: { ...settings, port } })
  await Promise.all(typing)
  await bothSee(new RegExp(words('a')))
  await bothSee(new RegExp(words('z')))
  for (const { page } of [ada, zeno]) {
    await page.getByText('Saved', { exact: true }).waitFor({ timeout: 30_000 })
    expect((await textIn(page)).match(/a39/g)).toHaveLength(1)
  }
  await ada.page.reload()
  await bothSee(new RegExp(words('z')))
}, 90_000)

test('Tab indents, and Escape, then Tab leaves the editor', async () => {
  const { page } = ada
  await editor(page).click()
  await write(page, '\nif True:\n')
  await page.keyboard.press('Tab')
  expect(await page.evaluate(() => document.activeElement?.shadowRoot !== null)).toBe(true)
  await page.keyboard.press('Escape')
  await page.keyboard.press('Tab')
  expect(await page.evaluate(() => document.activeElement?.shadowRoot ?? null)).toBe(null)
})

test('Vim keys and the size of the text are as one chose, also after a reload', async () => {
  const { page } = ada
  await page.getByRole('button', { name: 'Editor settings' }).click()
  await page.getByLabel('Vim keys').check()
  for (let step = 0; step < 4; step += 1) await page.getByRole('button', { name: 'Larger' }).click()
  await page.keyboard.press('Escape')
  await page.reload()
  await page.locator('.cm-vim-panel').waitFor()
  await bothSee()
  expect(await page.locator('.cm-scroller').evaluate((one) => getComputedStyle(one).fontSize)).toBe('18px')
  const before = await textIn(page)
  await editor(page).click()
  await page.keyboard.type('ggO# by vim')
  await page.keyboard.press('Escape')
  await bothSee(/^# by vim/)
  await page.keyboard.type('u')
  await eventually(() => textIn(page)).toBe(before)
  await page.getByRole('button', { name: 'Editor settings' }).click()
  await page.getByLabel('Vim keys').uncheck()
  await page.keyboard.press('Escape')
})

test.each(['light', 'dark'] as const)(
  'axe finds nothing in an interview in the %s theme',
  async (colorScheme) => {
    for (const { page } of [ada, zeno]) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      const { violations } = await new AxeBuilder({ page }).analyze()
      const found = violations.flatMap(({ id, nodes }) =>
        nodes.map((one) => `${id}: ${one.html}\n${one.failureSummary}`),
      )
      expect(found).toEqual([])
    }
  },
)

test.each([320, 375])(
  'at %i px one can write, chat and see the menu, and nothing is wider than the screen',
  async (width) => {
    const { page } = zeno
    const isWhole = () =>
      page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)
    await page.setViewportSize({ width, height: 640 })
    await editor(page).click()
    await write(page, `# at ${width}\n`)
    await bothSee(new RegExp(`at ${width}`))
    expect(await isWhole()).toBe(true)
    await page.getByRole('button', { name: 'Chat', exact: true }).click()
    await page.getByLabel('Message', { exact: true }).waitFor()
    expect(await isWhole()).toBe(true)
    await page.getByRole('button', { name: 'Close chat' }).click()
    await page.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Replay' }).waitFor()
    expect(await isWhole()).toBe(true)
    await page.keyboard.press('Escape')
  },
)

test('all files come as one archive', async () => {
  const { page } = ada
  await page.getByRole('button', { name: 'More' }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Download files' }).click(),
  ])
  expect(download.suggestedFilename()).toBe(`${title}.zip`)
})

test('an ended interview can be read by those in it, and nobody comes in any more', async () => {
  const { page } = ada
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'End the interview' }).click()
  await page.getByRole('button', { name: 'End it' }).click()
  for (const one of [ada, zeno]) await one.page.getByText('This interview has ended.').waitFor()
  const late = await openWindow(browser)
  await late.page.goto(candidateLink)
  await late.page.getByLabel('Your name').fill('Late')
  await late.page.getByRole('button', { name: 'Join' }).click()
  await late.page.getByRole('heading', { name: 'This interview has ended' }).waitFor()
  await late.page.goto(`${candidateLink.slice(0, -4)}oops`)
  await late.page.reload()
  await late.page.getByLabel('Your name').fill('Late')
  await late.page.getByRole('button', { name: 'Join' }).click()
  await late.page.getByRole('heading', { name: 'This link does not work' }).waitFor()
  expect(late.complaints).toEqual([])
})

test('a deleted interview is gone for everybody', async () => {
  const { page } = ada
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page.getByRole('button', { name: 'Delete it' }).click()
  await page.getByText('No interviews yet').waitFor()
  await zeno.page.getByText('You are not in the interview any more').waitFor()
})

test('no page complained, and the content security policy refused nothing', () => {
  expect(ada.complaints).toEqual([])
  expect(zeno.complaints).toEqual([])
})
