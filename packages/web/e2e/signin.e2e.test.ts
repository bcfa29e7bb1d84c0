import { startNode, type TestNode } from '@stoa/testkit'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser, openWindow } from './browser.ts'

let node: TestNode
let browser: Browser

beforeAll(async () => {
  node = await startNode()
  browser = await openBrowser()
})

afterAll(async () => {
  await browser?.close()
  await node?.stop()
})

test('A1: whoever comes back from their mail to a page that had to load anew enters the code they have', async () => {
  const { page, complaints } = await openWindow(browser)
  const address = page.getByLabel('E-mail address')
  const code = page.getByRole('textbox', { name: '6-digit code' })
  await page.goto(`${node.url}/signin`)
  await address.fill('ada@example.org')
  await page.getByRole('button', { name: 'Send me a code' }).click()
  await code.waitFor()
  await page.reload()
  await page.getByText('ada@example.org').waitFor()
  await code.click()
  await page.keyboard.type(await node.codeFor('ada@example.org'))
  await page.waitForURL('**/chat')
  await page.getByRole('button', { name: 'Your account' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await address.waitFor()
  await page.reload()
  await address.waitFor()
  expect(complaints).toEqual([])
})
