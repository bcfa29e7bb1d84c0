import { readFile } from 'node:fs/promises'
import { AxeBuilder } from '@axe-core/playwright'
import { startNode, startStripe, type TestNode } from '@stoa/testkit'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser, openWindow, type Window } from './browser.ts'
import { type Person, signedIn } from './people.ts'

let node: TestNode
let browser: Browser
let demo: Window
let admin: Person

beforeAll(async () => {
  node = await startNode({ settings: { demo: 'true' } })
  browser = await openBrowser()
  admin = await signedIn({ browser, node, email: 'admin@example.org' })
  demo = await openWindow(browser)
  await demo.page.goto(`${node.url}/signin`)
  await demo.page.getByRole('button', { name: 'Jo', exact: true }).click()
  await demo.page.waitForURL('**/chat')
})

afterAll(async () => {
  await browser?.close()
  await node?.stop()
})

const available = (page: Page) =>
  page.getByRole('region', { name: 'Balance' }).locator('p').first().textContent()

async function isSound(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
  }
  for (const width of [320, 375]) {
    await page.setViewportSize({ width, height: 700 })
    const { content, screen } = await page.evaluate(() => ({
      content: document.documentElement.scrollWidth,
      screen: document.documentElement.clientWidth,
    }))
    expect(content).toBeLessThanOrEqual(screen)
  }
  await page.setViewportSize({ width: 1280, height: 720 })
}

test('A5: somebody of the demo tops up at once, with coins that are worth nothing', async () => {
  const { page } = demo
  await page.getByRole('button', { name: 'Your account' }).click()
  await page.getByRole('menuitem', { name: 'Wallet' }).click()
  await page.getByText('Demo coins: worth nothing').waitFor()
  expect(await available(page)).toBe('50.00 coins')
  await page.getByLabel('Coins', { exact: true }).fill('12.345')
  await page.getByText('An amount such as 12.50').waitFor()
  expect(await page.getByRole('button', { name: 'Top up' }).isDisabled()).toBe(true)
  await page.getByLabel('Coins', { exact: true }).fill('12.34')
  await page.getByRole('button', { name: 'Top up' }).click()
  await page.getByText('12.34 coins were added.').waitFor()
  await expect.poll(() => available(page)).toBe('62.34 coins')
})

test('the statement lists every movement with the balance after it, by kind, and draws it', async () => {
  const { page } = demo
  const movements = page.getByRole('list', { name: 'Movements' }).getByRole('listitem')
  await expect.poll(() => movements.count()).toBe(2)
  expect(await movements.first().textContent()).toContain('+12.34')
  expect(await movements.first().textContent()).toContain('62.34')
  await page.locator('canvas').waitFor()
  await isSound(page)
  await page.getByLabel('Kind').selectOption({ label: 'Gift' })
  await expect.poll(() => movements.count()).toBe(1)
  await page.getByLabel('Kind').selectOption({ label: 'Payout' })
  await page.getByText('None of this kind').waitFor()
  await page.getByLabel('Kind').selectOption({ label: 'Everything' })
})

test('the statement can be had as a file', async () => {
  const { page } = demo
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'CSV' }).click(),
  ])
  expect(download.suggestedFilename()).toBe('statement.csv')
  const rows = (await readFile(await download.path(), 'utf8')).trim().split(/\r?\n/)
  expect(rows).toHaveLength(3)
  expect(rows[2]).toMatch(/12\.34/)
})

test('where no coins are sold, that is said', async () => {
  const { page } = admin
  await page.goto(`${node.url}/wallet`)
  await page.getByText('This server does not sell coins.').waitFor()
  await page.getByText('Nothing yet').waitFor()
  await isSound(page)
})

test('an admin gives somebody coins', async () => {
  const { page } = admin
  await page.getByRole('link', { name: 'Grants and payouts' }).click()
  await page.getByText('Nothing to decide').waitFor()
  await page.getByLabel('Whom').fill('Jo')
  await page.getByRole('list', { name: 'People' }).getByRole('button', { name: 'Jo', exact: true }).click()
  await page.getByLabel('Coins', { exact: true }).fill('1')
  await page.getByLabel('Why').fill('For the olives')
  await isSound(page)
  await page.getByRole('button', { name: 'Give' }).click()
  await page.getByText('Jo was given 1.00 coin.').waitFor()
  await demo.page.reload()
  await expect.poll(() => available(demo.page)).toBe('63.34 coins')
  await demo.page.getByText('For the olives').waitFor()
})

test('who comes back from the payment page before the payment is told sees the coins come', async () => {
  const stripe = await startStripe()
  const seller = await startNode({ settings: stripe.settings })
  const buyer = await signedIn({ browser, node: seller, email: 'buyer@example.org' })
  const { page } = buyer
  // Stripe's page, where it is paid at once.
  await page.route('https://checkout.stripe.test/**', (route) =>
    route.fulfill({ status: 303, headers: { location: `${seller.url}/wallet?topup=done` } }),
  )
  await page.goto(`${seller.url}/wallet`)
  await page.getByLabel('Coins', { exact: true }).fill('12.34')
  await page.getByRole('button', { name: 'Top up' }).click()
  await page.getByText('Your coins come as soon as the payment is confirmed').waitFor()
  expect(await page.getByRole('link', { name: 'Pay', exact: true }).count()).toBe(0)
  await isSound(page)
  const [session] = stripe.sessions
  const paid = stripe.event('checkout.session.completed', { ...session, payment_status: 'paid' })
  expect((await stripe.tell(`${seller.url}/api/v1/webhooks/stripe`, paid)).status).toBe(204)
  await expect.poll(() => available(page)).toBe('12.34 coins')
  await page.getByRole('list', { name: 'Movements' }).getByText('Top-up').waitFor()
  await page.getByText('Your coins come as soon as').waitFor({ state: 'detached' })
  expect(buyer.complaints).toEqual([])
  await buyer.close()
  await seller.stop()
  await stripe.stop()
}, 60_000)

test('no page complained, and the content security policy refused nothing', () => {
  expect(demo.complaints).toEqual([])
  expect(admin.complaints).toEqual([])
})
