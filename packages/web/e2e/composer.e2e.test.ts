import { startNode, type TestNode } from '@stoa/testkit'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser } from './browser.ts'
import { type Person, signedIn } from './people.ts'

let node: TestNode
let browser: Browser
let ada: Person

beforeAll(async () => {
  node = await startNode()
  browser = await openBrowser()
  const zeno = await signedIn({ browser, node, email: 'zeno@example.org' })
  ada = await signedIn({ browser, node, email: 'ada@example.org' })
  await ada.begin(zeno.email)
  await zeno.close()
})

afterAll(async () => {
  await browser?.close()
  await node?.stop()
})

const field = () => ada.page.getByLabel('Message', { exact: true })
const send = () => ada.page.getByRole('button', { name: 'Send', exact: true })

test('M1: what nobody could see is not sent', async () => {
  await field().fill('\u200b \u2060')
  expect(await send().isDisabled()).toBe(true)
  await field().press('Enter')
  await field().fill('seen')
  expect(await send().isEnabled()).toBe(true)
  await field().press('Enter')
  await ada.ticks('seen', 'sent').waitFor()
  expect(await ada.page.locator('article').count()).toBe(1)
})

test('the Enter that ends a composition sends nothing, also as Safari tells of it', async () => {
  await field().fill('にほん')
  await field().evaluate((element) => {
    const told = { key: 'Enter', keyCode: 229, bubbles: true, cancelable: true }
    element.dispatchEvent(new KeyboardEvent('keydown', told))
  })
  expect(await field().inputValue()).toBe('にほん')
  await field().fill('')
})

test('a draft is the same in two tabs, and what was sent from one is in the field of neither', async () => {
  const other = await ada.page.context().newPage()
  await other.goto(ada.page.url())
  const otherField = other.getByLabel('Message', { exact: true })
  await field().fill('written in one tab')
  await expect.poll(() => otherField.inputValue()).toBe('written in one tab')
  await otherField.press('Enter')
  await ada.ticks('written in one tab', 'sent').waitFor()
  await expect.poll(() => field().inputValue()).toBe('')
  await other.close()
})

test('a message is copied also from a page without TLS, which has no clipboard', async () => {
  await ada.page.evaluate(() => Reflect.defineProperty(navigator, 'clipboard', { value: undefined }))
  await ada.message('seen').click({ button: 'right' })
  await ada.page.getByRole('menuitem', { name: 'Copy text' }).click()
  await field().focus()
  await field().press('Control+V')
  expect(await field().inputValue()).toBe('seen')
  expect(ada.complaints).toEqual([])
})
