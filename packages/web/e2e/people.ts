import type { TestNode } from '@stoa/testkit'
import type { Browser, BrowserContextOptions, Locator } from 'playwright-core'
import { openWindow, type Window } from './browser.ts'

export interface Person extends Window {
  readonly email: string
  /** The message that has this text, by others or by oneself. */
  message(text: string): Locator
  /** The own message's ticks: waiting, sent, delivered, read or failed. */
  ticks(text: string, state: string): Locator
  say(text: string): Promise<void>
  /** Begins a conversation with somebody found by their whole address. */
  begin(email: string): Promise<void>
}

export interface PersonOptions extends BrowserContextOptions {
  readonly browser: Browser
  readonly node: Pick<TestNode, 'url' | 'codeFor'>
  readonly email: string
}

/** Somebody at a browser of their own, signed in by the code in their mail. */
export async function signedIn({ browser, node, email, ...options }: PersonOptions): Promise<Person> {
  const window = await openWindow(browser, options)
  const { page } = window
  await page.goto(node.url)
  await page.getByRole('link', { name: 'Start talking' }).click()
  await page.getByLabel('E-mail address').fill(email)
  await page.getByRole('button', { name: 'Send me a code' }).click()
  await page.getByRole('textbox', { name: '6-digit code' }).waitFor()
  await page.keyboard.type(await node.codeFor(email))
  await page.waitForURL('**/chat')
  const message = (text: string) => page.locator('article').filter({ hasText: text })
  return {
    ...window,
    email,
    message,
    ticks: (text, state) => message(text).locator(`[data-state="${state}"]`),
    async say(text) {
      await page.getByLabel('Message', { exact: true }).fill(text)
      await page.keyboard.press('Enter')
    },
    async begin(other) {
      await page.getByRole('button', { name: 'New chat' }).click()
      await page.getByLabel('Find people').fill(other)
      await page.getByRole('list', { name: 'People' }).getByRole('button').first().click()
      await page.getByRole('button', { name: 'Start chat' }).click()
      await page.getByLabel('Message', { exact: true }).waitFor()
    },
  }
}
