import { startNode, type TestNode } from '@stoa/testkit'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { openBrowser, openWindow } from './browser.ts'
import { type Person, signedIn } from './people.ts'

let node: TestNode
let browser: Browser
let ada: Person
let count = 0

beforeAll(async () => {
  node = await startNode()
  browser = await openBrowser()
  const zeno = await signedIn({ browser, node, email: 'zeno@example.org' })
  await zeno.close()
})
beforeEach(async () => {
  count += 1
  ada = await signedIn({ browser, node, email: `ada${count}@example.org` })
  await account().waitFor()
})
afterEach(() => ada.close())
afterAll(async () => {
  await browser?.close()
  await node?.stop()
})

const account = () => ada.page.getByRole('button', { name: 'Your account' })
const problem = () => ada.page.getByRole('heading', { name: 'This page could not be shown' })

async function openProfile(): Promise<void> {
  await account().click()
  await ada.page.getByRole('menuitem', { name: 'Profile and devices' }).click()
}

test('a page that was never open is told to be missing without a network, and comes with it', async () => {
  await ada.setOffline(true)
  await openProfile()
  await problem().waitFor()
  await ada.page.getByText('You are offline.').waitFor()
  await ada.setOffline(false)
  await ada.page.getByRole('heading', { name: 'Profile', exact: true }).waitFor()
})

test('while the server is away a page that was never open is asked for again, and what is open stays', async () => {
  const away = /\/(assets|health)/
  await ada.page.route(away, (route) => route.abort())
  await openProfile()
  await problem().waitFor()
  await ada.page.unroute(away)
  await ada.page.getByRole('button', { name: 'Try again' }).click()
  await ada.page.getByRole('heading', { name: 'Profile', exact: true }).waitFor()
})

test('a newcomer whose sign-in page could not be loaded has it loaded when they try again', async () => {
  const { page, close } = await openWindow(browser)
  await page.goto(node.url)
  const away = /\/(assets|health)/
  await page.route(away, (route) => route.abort())
  await page.getByRole('link', { name: 'Start talking' }).click()
  await page.getByRole('heading', { name: 'This page could not be shown' }).waitFor()
  await page.unroute(away)
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByLabel('E-mail address').waitFor()
  await close()
})

test('M9: the first conversation opens without a network, to be written in', async () => {
  await ada.begin('zeno@example.org')
  const part = ada.page.waitForResponse((response) => response.url().includes('/RoomPage-'))
  await ada.page.goto(`${node.url}/chat`)
  await part
  await ada.page.waitForLoadState('networkidle')
  await ada.setOffline(true)
  await ada.page.getByRole('navigation', { name: 'Conversations' }).getByRole('link').first().click()
  await ada.say('Written without a network')
  await ada.page.getByText('1 message waits to be sent').waitFor()
  await ada.setOffline(false)
  await ada.ticks('Written without a network', 'sent').waitFor()
  expect(ada.complaints).toEqual([])
})
