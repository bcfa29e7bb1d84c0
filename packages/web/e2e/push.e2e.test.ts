import { startNode, type TestNode } from '@stoa/testkit'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser } from './browser.ts'
import { adminOf } from './calls.ts'
import { type Person, signedIn } from './people.ts'

let node: TestNode
let browser: Browser
let star: Person
/** Says this to the page's service worker as the browser's push service would. */
let push: (message: object) => Promise<void>

const call = '3f0b3f3e-6d2c-4f0a-9a53-2c1f0c8f7a11'

beforeAll(async () => {
  node = await startNode()
  const admin = await adminOf(node)
  await admin.makeCreator('star@example.org')
  browser = await openBrowser()
  star = await signedIn({ browser, node, email: 'star@example.org', permissions: ['notifications'] })
  const { page } = star
  await page.evaluate(() =>
    navigator.serviceWorker.register('/sw.js').then(() => navigator.serviceWorker.ready),
  )
  const devtools = await page.context().newCDPSession(page)
  const { promise, resolve } = Promise.withResolvers<string>()
  devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
    const [first] = registrations
    if (first !== undefined) resolve(first.registrationId)
  })
  await devtools.send('ServiceWorker.enable')
  const registrationId = await promise
  push = async (message) => {
    const data = JSON.stringify(message)
    await devtools.send('ServiceWorker.deliverPushMessage', { origin: node.url, registrationId, data })
  }
})

afterAll(async () => {
  await browser?.close()
  await node?.stop()
})

const shown = () =>
  star.page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready
    const all = await registration.getNotifications()
    return all.map(({ title, tag, requireInteraction }) => ({ title, tag, requireInteraction }))
  })

test('C3: a push of a call stays on the screen until it is answered', async () => {
  await push({ kind: 'call', call, from: 'Fan', media: 'video' })
  await expect.poll(shown).toEqual([{ title: 'Fan is calling', tag: call, requireInteraction: true }])
})

test('C3: once it is taken elsewhere or over, the notification rings no more', async () => {
  await push({ kind: 'call-over', call })
  await expect.poll(shown).toEqual([{ title: 'The call is over', tag: call, requireInteraction: false }])
})

test('what is no push of ours shows nothing', async () => {
  await push({ kind: 'call', from: 'Nobody' })
  await push({ kind: 'call', call: '3f0b3f3e-6d2c-4f0a-9a53-2c1f0c8f7a12', from: 'Ada', media: 'audio' })
  await expect.poll(async () => (await shown()).map(({ title }) => title)).toContain('Ada is calling')
  expect(await shown()).toHaveLength(2)
})

test('whether this browser is told of calls is said as it is', async () => {
  await star.page.goto(`${node.url}/creator`)
  await star.page.getByText('Calls ring here only while Stoa is open.').waitFor()
  await star.page.getByRole('button', { name: 'Notify me of calls' }).waitFor()
})

test('no page complained, and the content security policy refused nothing', () => {
  expect(star.complaints).toEqual([])
})
