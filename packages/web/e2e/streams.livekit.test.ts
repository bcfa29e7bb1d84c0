import { once } from 'node:events'
import { createServer } from 'node:net'
import { type LiveKitServer, startLiveKit, startNode, type TestNode } from '@stoa/testkit'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fakeDevices, openBrowser } from './browser.ts'
import type { Person } from './people.ts'
import { showsMore, withTimedCamera } from './streams.ts'

let livekit: LiveKitServer
let node: TestNode
let browser: Browser
let zoe: Person
let abe: Person
let watchPage: string

const patience = { timeout: 30_000 }
const title = 'Pressing olives over LiveKit'
const onAir = (page: Page) => page.locator('[data-publishing="live"]')

beforeAll(async () => {
  const port = await freePort()
  livekit = await startLiveKit({ webhook: `http://127.0.0.1:${port}/api/v1/webhooks/livekit` })
  node = await startNode({ settings: { stunUrls: 'none', port: String(port), ...livekit.settings } })
  browser = await openBrowser(fakeDevices)
  zoe = await withTimedCamera({ browser, node, email: 'zoe@example.org' })
  abe = await withTimedCamera({ browser, node, email: 'abe@example.org' })
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await node?.stop()
  await livekit?.stop()
})

test('S1: somebody goes live from the page, with LiveKit’s own client', async () => {
  const { page } = zoe
  await page.goto(`${node.url}/streams/new`)
  await page.locator('video').and(page.getByLabel('Your camera')).waitFor(patience)
  await page.getByLabel('Title').fill(title)
  await page.getByRole('button', { name: 'Go live' }).click()
  await page.waitForURL('**/studio')
  await onAir(page).waitFor(patience)
  watchPage = page.url().replace('/studio', '')
})

test('S1: another finds it in the directory and sees it', async () => {
  const { page } = abe
  await page.goto(`${node.url}/streams`)
  await page.getByRole('link', { name: title }).click(patience)
  await showsMore(page, 'Zoe', 30)
  expect(page.url()).toContain(watchPage.split('/').at(-1))
})

test('S5: who watches is counted, and is not any more once they left', async () => {
  const { page } = zoe
  await page.getByText('1 viewer', { exact: true }).waitFor(patience)
  await abe.page.goto(`${node.url}/streams`)
  await page.getByText('0 viewers', { exact: true }).waitFor(patience)
  await abe.page.goto(watchPage)
  await showsMore(abe.page, 'Zoe', 10)
  // LiveKit takes some 15 seconds to be sure that a page is gone.
}, 90_000)

test('S1: a publisher who loads the page anew goes on', async () => {
  await zoe.page.reload()
  await onAir(zoe.page).waitFor(patience)
  await showsMore(abe.page, 'Zoe', 30)
})

test('the host ends the stream for everybody', async () => {
  await zoe.page.getByRole('button', { name: 'End stream' }).click()
  await zoe.page.getByRole('alertdialog').getByRole('button', { name: 'End stream' }).click()
  await zoe.page.getByText('This stream has ended').waitFor(patience)
  await abe.page.getByText('It was not recorded').waitFor(patience)
})

test('no page complained, and the content security policy refused nothing', () => {
  for (const { complaints } of [zoe, abe]) expect(complaints).toEqual([])
})

/** LiveKit is to know it before the node listens there. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  return address.port
}
