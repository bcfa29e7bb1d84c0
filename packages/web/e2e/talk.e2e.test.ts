import { startNode, type TestNode } from '@stoa/testkit'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser } from './browser.ts'
import { type Person, signedIn } from './people.ts'

let node: TestNode
let browser: Browser
let ada: Person
let zeno: Person

beforeAll(async () => {
  node = await startNode()
  browser = await openBrowser()
  ada = await signedIn({ browser, node, email: 'ada@example.org' })
  zeno = await signedIn({ browser, node, email: 'zeno@example.org' })
  await ada.begin(zeno.email)
})

afterAll(async () => {
  await browser?.close()
  await node?.stop()
})

test('T2, T10: a message arrives, and its ticks tell when it was sent, delivered and read', async () => {
  await ada.say('The harbour at six?')
  await ada.ticks('The harbour at six?', 'delivered').waitFor()
  const room = zeno.page.getByRole('navigation', { name: 'Conversations' }).getByRole('link').first()
  await room.filter({ hasText: 'The harbour at six?' }).waitFor()
  await room.filter({ hasText: '1 unread' }).waitFor()
  await room.click()
  await zeno.message('The harbour at six?').waitFor()
  await ada.ticks('The harbour at six?', 'read').waitFor()
  expect(await room.filter({ hasText: 'unread' }).count()).toBe(0)
})

test('typing is seen by the other, and passes', async () => {
  const header = ada.page.getByRole('region', { name: 'Conversation' }).locator('header')
  await zeno.page.getByLabel('Message', { exact: true }).pressSequentially('I will')
  await header.filter({ hasText: 'typing…' }).waitFor()
  await zeno.page.getByLabel('Message', { exact: true }).fill('')
  await header.filter({ hasText: 'online' }).waitFor()
})

test('M9: what is written offline waits, says so, and is sent once and in order on return', async () => {
  await ada.setOffline(true)
  await ada.page.getByText('You are offline.').waitFor()
  await ada.say('First, written offline')
  await ada.say('Second, written offline')
  await ada.ticks('Second, written offline', 'waiting').waitFor()
  await ada.page.getByText('2 messages wait to be sent').waitFor()
  await zeno.say('Are you there?')
  await ada.setOffline(false)
  await ada.message('Are you there?').waitFor()
  await ada.ticks('Second, written offline', 'read').waitFor()
  await zeno.message('Second, written offline').waitFor()
  const texts = await zeno.page.locator('article').allInnerTexts()
  const order = texts
    .map((text) => /(Are you|First|Second)/.exec(text)?.[0])
    .filter((word) => word !== undefined)
  expect(order).toEqual(['Are you', 'First', 'Second'])
  expect(await ada.page.getByText('You are offline.').count()).toBe(0)
})

test('M4: an edit shows to both as edited; ↑ takes up the last own message', async () => {
  await ada.page.getByLabel('Message', { exact: true }).press('ArrowUp')
  await ada.page.getByLabel('Edit message').fill('Second, and edited')
  await ada.page.keyboard.press('Enter')
  await zeno.message('Second, and edited').filter({ hasText: 'edited' }).waitFor()
  expect(await zeno.message('Second, written offline').count()).toBe(0)
})

test('M3: a reaction shows to both, a second one replaces it and the same one takes it back', async () => {
  const chips = () => ada.message('First, written').getByRole('button', { pressed: false })
  await zeno.message('First, written').click({ button: 'right' })
  await zeno.page.getByRole('menuitem', { name: 'React with 👍' }).click()
  await chips().filter({ hasText: '👍' }).waitFor()
  await zeno.message('First, written').click({ button: 'right' })
  await zeno.page.getByRole('menuitem', { name: 'React with 🎉' }).click()
  await chips().filter({ hasText: '🎉' }).waitFor()
  expect(await chips().filter({ hasText: '👍' }).count()).toBe(0)
  await zeno.message('First, written').getByRole('button', { name: '🎉' }).click()
  await chips().filter({ hasText: '🎉' }).waitFor({ state: 'detached' })
})

test('M2: a reply quotes the original and leads to it', async () => {
  await zeno.message('The harbour at six?').first().hover()
  await zeno.message('The harbour at six?').first().getByRole('button', { name: 'Reply' }).click()
  await zeno.say('Yes, at six')
  const reply = ada.message('Yes, at six')
  await reply.getByRole('button').filter({ hasText: 'The harbour at six?' }).click()
  await ada.page.locator('.animate-flash').filter({ hasText: 'The harbour at six?' }).waitFor()
})

test('M4: a deleted message is gone for both, also from the quote of a reply', async () => {
  await ada.message('The harbour at six?').first().focus()
  await ada.page.keyboard.press('Delete')
  await ada.page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
  await zeno.message('Yes, at six').getByText('Message deleted').waitFor()
  expect(await zeno.page.getByText('The harbour at six?').count()).toBe(0)
})

test('M6: a search finds a word by its beginning, shows it marked and leads to it in its place', async () => {
  for (let index = 1; index <= 40; index += 1) await ada.say(`Tide note ${index}${'\n'.repeat(3)}and more`)
  await zeno.message('Tide note 40').waitFor()
  await zeno.page.getByLabel('Search people and messages').fill('edit')
  const hit = zeno.page.getByRole('region', { name: 'Found' }).getByRole('link').first()
  await hit.locator('mark').filter({ hasText: /^edit/ }).waitFor()
  await hit.click()
  await zeno.page.locator('.animate-flash').filter({ hasText: 'Second, and edited' }).waitFor()
  expect(await zeno.message('Second, and edited').isVisible()).toBe(true)
})

test('a message that comes while one reads further up does not move what is read', async () => {
  const reading = zeno.message('Second, and edited')
  const before = await reading.boundingBox()
  await ada.say('A new one at the end')
  const pill = zeno.page.getByRole('button', { name: '1 new message' })
  await pill.waitFor()
  expect((await reading.boundingBox())?.y).toBe(before?.y)
  await pill.click()
  await zeno.message('A new one at the end').waitFor()
  await ada.ticks('A new one at the end', 'read').waitFor()
})

test('the focus returns to a message when its menu is closed with Escape, however it was opened', async () => {
  const { page } = zeno
  const message = zeno.message('A new one at the end')
  await message.focus()
  for (const key of ['Enter', 'Space']) {
    await page.keyboard.press(key)
    await page.getByRole('menu').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('menu').waitFor({ state: 'detached' })
    await page.waitForFunction(() => document.activeElement?.tagName === 'ARTICLE')
    expect(await message.evaluate((element) => element === document.activeElement)).toBe(true)
  }
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Reply' }).click()
  await page.waitForFunction(() => document.activeElement?.id === 'composer')
  await page.keyboard.press('Escape')
})

test('A block shows to the one who blocked, with the way back; the other sees only that they cannot write', async () => {
  const closed = ada.page.getByText('You cannot write here at the moment.')
  const header = zeno.page.getByRole('region', { name: 'Conversation' }).locator('header')
  const name = await header.getByRole('heading').textContent()
  await header.getByRole('button').first().click()
  await zeno.page.getByRole('button', { name: 'Block', exact: true }).click()
  await zeno.page.getByRole('alertdialog').getByRole('button', { name: 'Block' }).click()
  await zeno.page.getByText(`You blocked ${name}.`).waitFor()
  await closed.waitFor()
  await zeno.page.keyboard.press('Escape')
  await zeno.page.getByRole('button', { name: `Unblock ${name}` }).click()
  await zeno.page.getByLabel('Message', { exact: true }).waitFor()
  await closed.waitFor({ state: 'detached' })
  for (const { page } of [ada, zeno])
    expect(await page.getByText(/(closed|reopened) this room/).count()).toBe(0)
})

test('a reload keeps the session and the conversation', async () => {
  await ada.page.reload()
  await ada.message('A new one at the end').waitFor()
})

test('no page complained, and the content security policy refused nothing', () => {
  expect(ada.complaints).toEqual([])
  expect(zeno.complaints).toEqual([])
})
