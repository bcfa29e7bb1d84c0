import { AxeBuilder } from '@axe-core/playwright'
import { startNode, type TestNode } from '@stoa/testkit'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fakeDevices, openBrowser } from './browser.ts'
import { type Admin, adminOf, fragmentOf, pathInUse, seesMore, withCamera } from './calls.ts'
import type { Person } from './people.ts'
import { startTurn, type Turn } from './turn.ts'

let node: TestNode
let turn: Turn
let browser: Browser
let admin: Admin
let fan: Person
let star: Person

const patience = { timeout: 30_000 }

beforeAll(async () => {
  turn = await startTurn()
  node = await startNode({
    settings: { stunUrls: 'none', turnUrls: turn.url, turnSecret: turn.secret, callRingSeconds: '60' },
  })
  admin = await adminOf(node)
  await admin.makeCreator('star@example.org')
  await admin.grant('fan@example.org', 20_00)
  browser = await openBrowser(fakeDevices)
  star = await withCamera(browser, { node, email: 'star@example.org' })
  fan = await withCamera(browser, { node, email: 'fan@example.org' })
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await node?.stop()
  await turn?.stop()
})

async function toCreator(page: Page): Promise<void> {
  await page.goto(`${node.url}/creators`)
  await page.getByRole('list', { name: 'Creators' }).getByRole('link', { name: 'star' }).click()
  await page.getByRole('button', { name: 'Video call' }).waitFor()
}

async function call(page: Page): Promise<void> {
  await toCreator(page)
  await page.getByRole('button', { name: 'Video call', disabled: false }).click(patience)
  await page.waitForURL('**/calls/*')
}

const ringing = (page: Page) => page.getByRole('region', { name: 'Incoming call' })

async function take(page: Page): Promise<void> {
  await ringing(page).getByRole('button', { name: 'Accept' }).click(patience)
  await page.waitForURL('**/calls/*')
}

const fact = (page: Page, name: string) => page.locator(`[data-fact="${name}"]`)

async function complaintsOfAxe(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((one) => `${id}: ${one.html}\n${one.failureSummary}`),
  )
}

/** Nothing is wider than a telephone, and axe objects to nothing, light or dark. */
async function isSound(page: Page): Promise<void> {
  const before = page.viewportSize()
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    expect(await complaintsOfAxe(page)).toEqual([])
  }
  await page.setViewportSize({ width: 375, height: 700 })
  const { content, screen } = await page.evaluate(() => ({
    content: document.documentElement.scrollWidth,
    screen: document.documentElement.clientWidth,
  }))
  expect(content).toBeLessThanOrEqual(screen)
  if (before !== null) await page.setViewportSize(before)
}

test('a creator says what they offer, for how much, and that they take calls', async () => {
  const { page } = star
  await page.goto(`${node.url}/creator`)
  await page.getByLabel('I take calls now').check()
  await page.getByLabel('Coins a minute').fill('2.40')
  await page.getByLabel('In one line').fill(`Olives, and how to gro${'o'.repeat(60)}w them`)
  await page.getByLabel('What you offer').fill('Forty years among the trees.')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved.').waitFor()
  await isSound(page)
})

test('others find them, with what a minute costs and how many one has', async () => {
  const { page } = fan
  await page.goto(`${node.url}/creators`)
  await page.getByRole('list', { name: 'Creators' }).getByRole('link', { name: 'star' }).waitFor()
  await isSound(page)
  await page.getByLabel('Search creators').fill('zzzz')
  await page.getByText('Nobody found').waitFor()
  await page.getByLabel('Search creators').fill('olives')
  await page.getByRole('link', { name: 'star' }).click()
  await page.getByText('give about 8 minutes').waitFor()
  await page.getByText('Forty years among the trees.').waitFor()
  await isSound(page)
})

test('C2: who was shown another rate is told so, and calls at the new one once they have seen it', async () => {
  await toCreator(fan.page)
  const other = await star.page.context().newPage()
  await other.goto(`${node.url}/creator`)
  for (const [rate, shown] of [
    ['2.50', '2.40'],
    ['2.40', '2.50'],
  ] as const) {
    await fan.page.getByText(`${shown} coins a minute`).waitFor(patience)
    await other.getByLabel('Coins a minute').fill(rate)
    await other.getByRole('button', { name: 'Save' }).click()
    await other.getByText('Saved.').waitFor()
    await fan.page.getByRole('button', { name: 'Video call', disabled: false }).click(patience)
    await fan.page.getByText('They changed what a minute costs').waitFor()
    await fan.page.getByText(`${rate} coins a minute`).waitFor(patience)
  }
  await other.close()
})

test('C3: a call rings on whatever page the creator is, and can be declined', async () => {
  await star.page.goto(`${node.url}/chat`)
  await call(fan.page)
  await ringing(star.page).waitFor(patience)
  await isSound(star.page)
  await isSound(fan.page)
  await ringing(star.page).getByRole('button', { name: 'Decline' }).click()
  await fan.page.getByText('They did not take the call').waitFor(patience)
  await ringing(star.page).waitFor({ state: 'detached' })
})

test('C3: a caller who hangs up stops the ringing', async () => {
  await call(fan.page)
  await ringing(star.page).waitFor(patience)
  await fan.page.getByRole('button', { name: 'Cancel' }).click()
  await ringing(star.page).waitFor({ state: 'detached', ...patience })
  await fan.page.getByText('You hung up before it was taken').waitFor()
})

test('C3: taken in one window, it stops ringing in the others', async () => {
  const other = await star.page.context().newPage()
  await other.goto(`${node.url}/wallet`)
  await call(fan.page)
  await ringing(other).waitFor(patience)
  await take(star.page)
  await ringing(other).waitFor({ state: 'detached', ...patience })
  await other.getByText('In a call with Fan on another device').waitFor()
  await other.close()
})

test('C4: the two see each other', async () => {
  await Promise.all([seesMore(fan.page, 'Star'), seesMore(star.page, 'Fan')])
  expect(await pathInUse(fan.page)).not.toEqual([])
}, 60_000)

test('C5: time and cost tick for both', async () => {
  for (const { page } of [fan, star]) {
    await expect.poll(() => fact(page, 'time').textContent(), patience).not.toBe('0:00')
    await expect.poll(() => fact(page, 'cost').textContent(), patience).toMatch(/0\.[1-9]|0\.0[1-9]/)
  }
})

test('the call’s screen is sound, and says to the other that one is muted', async () => {
  await isSound(fan.page)
  await fan.page.getByRole('button', { name: 'Mute', exact: true }).click()
  await star.page.getByText('Fan is muted').waitFor(patience)
  await fan.page.getByRole('button', { name: 'Unmute' }).click()
  await star.page.getByText('Fan is muted').waitFor({ state: 'detached', ...patience })
  await fan.page.getByRole('button', { name: 'Turn the camera off' }).click()
  await star.page.locator('video[aria-label="Fan"]').waitFor({ state: 'detached', ...patience })
  await fan.page.getByRole('button', { name: 'Turn the camera on' }).click()
  await seesMore(star.page, 'Fan')
}, 90_000)

test('one chats during the call, chooses devices, and writes code together', async () => {
  await fan.page.getByRole('button', { name: 'Chat', exact: true }).click()
  await fan.say('Can you hear the cicadas?')
  await star.page.getByRole('button', { name: 'Chat', exact: true }).click()
  await star.message('Can you hear the cicadas?').waitFor(patience)
  await fan.page.getByRole('button', { name: 'Devices' }).click()
  await expect.poll(() => fan.page.getByLabel('Camera').locator('option').count()).toBeGreaterThan(0)
  await isSound(fan.page)
  await fan.page.keyboard.press('Escape')
  await fan.page.getByRole('button', { name: 'Write or draw together' }).click()
  await fan.page.getByRole('button', { name: 'Code editor' }).click()
  await fan.page.getByRole('link', { name: 'Open it in a new tab' }).waitFor(patience)
  await fan.page.keyboard.press('Escape')
  await star.message('/join/').waitFor(patience)
  for (const { page } of [fan, star]) await page.getByRole('button', { name: 'Close the chat' }).click()
}, 60_000)

test('one may look at other pages meanwhile and come back', async () => {
  await fan.page.getByRole('button', { name: 'Chat', exact: true }).waitFor()
  await fan.page.evaluate(() => history.back())
  await fan.page.getByText('In a call with Star').click(patience)
  await seesMore(fan.page, 'Star')
}, 60_000)

test('C4: a change of network restarts ICE, and they go on seeing each other', async () => {
  const before = await fragmentOf(fan.page)
  await fan.page.evaluate(() => dispatchEvent(new Event('online')))
  await expect.poll(() => fragmentOf(fan.page), patience).not.toBe(before)
  await Promise.all([seesMore(fan.page, 'Star'), seesMore(star.page, 'Fan')])
}, 60_000)

test('C4: a page that is loaded anew in a call is back in it', async () => {
  fan.page.once('dialog', (dialog) => void dialog.accept())
  await fan.page.reload()
  await Promise.all([seesMore(fan.page, 'Star'), seesMore(star.page, 'Fan')])
}, 60_000)

test('C4: a call that cannot be had as its page is loaded is there once the server answers, without a touch', async () => {
  const { page } = fan
  let away = true
  await page.route(/\/api\/v1\/calls\/[0-9a-f-]{36}$/, (route) => (away ? route.abort() : route.continue()))
  page.once('dialog', (dialog) => void dialog.accept())
  await page.reload()
  await page.getByText('The call could not be loaded').waitFor(patience)
  away = false
  await Promise.all([seesMore(page, 'Star'), seesMore(star.page, 'Fan')])
  await page.unrouteAll({ behavior: 'ignoreErrors' })
}, 60_000)

test('C7: at the end the caller sees the cost, and the creator what they earned, also in the dashboard', async () => {
  await fan.page.getByRole('button', { name: 'End' }).click()
  for (const { page } of [fan, star]) await page.getByText('The call has ended').waitFor(patience)
  const cost = fan.page.locator('dt:text-is("Cost") + dd')
  await expect.poll(() => cost.textContent(), patience).toMatch(/^\d+\.\d\d coins?$/)
  const earned = star.page.locator('dt:text-is("You earned") + dd')
  await expect.poll(() => earned.textContent(), patience).toMatch(/^\d+\.\d\d coins?$/)
  const coins = (await earned.textContent()) ?? ''
  await isSound(fan.page)
  await isSound(star.page)
  await star.page.getByRole('link', { name: 'Earnings' }).click()
  await star.page.getByRole('heading', { name: 'By day' }).waitFor(patience)
  expect(await star.page.locator('dt:text-is("Earned") + dd').textContent()).toBe(coins)
  await star.page.locator('canvas').waitFor(patience)
  await isSound(star.page)
}, 90_000)

test('the caller gives stars, which the creator’s page shows', async () => {
  const { page } = fan
  await page.locator('label').filter({ hasText: '4 stars' }).click()
  await page.getByLabel('A word about it').fill('Patient and kind.')
  await page.getByRole('button', { name: 'Rate' }).click()
  await page.getByText('Thank you.').waitFor()
  await page.getByRole('button', { name: 'Report' }).click()
  await page.getByLabel('What happened?').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('link', { name: 'Calls' }).click()
  await page.getByRole('list', { name: 'Calls' }).getByRole('link').first().waitFor()
  await isSound(page)
  await toCreator(page)
  await page.getByText('4.0').waitFor(patience)
})

describe('by a relay alone', () => {
  let caller: Person

  test('C4: two who reach each other only through coturn see each other', async () => {
    await admin.grant('far@example.org', 2_40)
    caller = await withCamera(browser, { node, email: 'far@example.org', relay: true })
    await star.page.goto(`${node.url}/wallet`)
    await call(caller.page)
    await take(star.page)
    await Promise.all([seesMore(caller.page, 'Star'), seesMore(star.page, 'Far')])
    expect(await pathInUse(caller.page)).toContain('relay')
  }, 90_000)

  test('C6: coins for one minute: both are warned, then the call ends, paid to the cent', async () => {
    await caller.page.getByText('Your coins are nearly used up.').waitFor({ timeout: 60_000 })
    await star.page.getByText('The caller’s coins are nearly used up.').waitFor(patience)
    await isSound(caller.page)
    await caller.page.getByText('It ended as your coins were used up').waitFor({ timeout: 60_000 })
    await star.page.getByText('It ended as the coins were used up').waitFor(patience)
    const cost = caller.page.locator('dt:text-is("Cost") + dd')
    await expect.poll(() => cost.textContent(), patience).toMatch(/^\d+\.\d\d coins?$/)
  }, 180_000)

  test('C2: who has too few coins for a minute is told so, with the way to more', async () => {
    const { page } = caller
    await toCreator(page)
    await page.getByText('too few for a minute').waitFor(patience)
    expect(await page.getByRole('button', { name: 'Video call' }).isDisabled()).toBe(true)
    await page.getByRole('link', { name: 'Top up' }).waitFor()
  })
})

test('somebody without a camera is told what to do, and hears and is seen all the same', async () => {
  const denied = await withCamera(browser, { node, email: 'fan@example.org' })
  await denied.page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('No', 'NotAllowedError'))
  })
  await star.page.goto(`${node.url}/wallet`)
  await call(denied.page)
  await denied.page.getByText('Your browser does not let this page use the camera').waitFor(patience)
  await isSound(denied.page)
  await take(star.page)
  await seesMore(denied.page, 'Star')
  // Whoever looks at another page meanwhile learns that it is over.
  await denied.page.evaluate(() => history.back())
  await denied.page.getByText('In a call with Star').waitFor(patience)
  await star.page.getByRole('button', { name: 'End' }).click()
  await denied.page.getByText('Star: The call has ended.').waitFor(patience)
  await denied.page.getByRole('link', { name: 'See it' }).click()
  await denied.page.getByText('The call has ended').waitFor(patience)
  await denied.close()
}, 90_000)

test('no page complained, and the content security policy refused nothing', () => {
  for (const { complaints } of [fan, star]) expect(complaints).toEqual([])
})
