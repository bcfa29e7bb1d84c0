import type { Page } from 'playwright-core'

/** A screen, and how somebody with the rooms of {@link furnish} gets there from the start. */
export interface Screen {
  readonly name: string
  readonly signedIn: boolean
  open(page: Page, url: string): Promise<void>
}

const groupName = 'A group with a name so long that no list of rooms could ever show the whole of it'

async function toGroup(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/chat`)
  await page.getByRole('navigation', { name: 'Conversations' }).getByRole('link', { name: groupName }).click()
  await page.locator('article').filter({ hasText: 'https://example.org' }).waitFor()
}

const outside = (name: string, open: Screen['open']): Screen => ({ name, signedIn: false, open })
const inside = (name: string, open: Screen['open']): Screen => ({ name, signedIn: true, open })

export const screens: readonly Screen[] = [
  outside('landing', async (page, url) => {
    await page.goto(url)
    await page.getByRole('heading', { level: 1 }).waitFor()
  }),
  outside('sign-in', async (page, url) => {
    await page.goto(`${url}/signin`)
    await page.getByLabel('E-mail address').waitFor()
  }),
  outside('nothing here', async (page, url) => {
    await page.goto(`${url}/nowhere`)
    await page.getByText('There is nothing here').waitFor()
  }),
  inside('rooms', async (page, url) => {
    await page.goto(`${url}/chat`)
    await page.getByRole('link', { name: groupName }).waitFor()
  }),
  inside('search', async (page, url) => {
    await page.goto(`${url}/chat`)
    await page.getByLabel('Search people and messages').fill('olives')
    await page.locator('mark').first().waitFor()
  }),
  inside('a search that finds nothing', async (page, url) => {
    await page.goto(`${url}/chat`)
    await page.getByLabel('Search people and messages').fill('zzzz')
    await page.getByText('Nothing found').waitFor()
  }),
  inside('new chat', async (page, url) => {
    await page.goto(`${url}/chat`)
    await page.getByRole('button', { name: 'New chat' }).click()
    await page.getByRole('list', { name: 'People' }).getByRole('button').first().click()
    await page.getByRole('list', { name: 'Chosen' }).waitFor()
  }),
  inside('account menu', async (page, url) => {
    await page.goto(`${url}/chat`)
    await page.getByRole('button', { name: 'Your account' }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).waitFor()
  }),
  inside('shortcuts', async (page, url) => {
    await page.goto(`${url}/chat`)
    await page.getByRole('button', { name: 'Your account' }).click()
    await page.getByRole('menuitem', { name: 'Keyboard shortcuts' }).click()
    await page.getByRole('dialog').waitFor()
  }),
  inside('conversation', toGroup),
  inside('message menu', async (page, url) => {
    await toGroup(page, url)
    await page.locator('article').last().focus()
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Reply' }).waitFor()
  }),
  inside('reaction picker', async (page, url) => {
    await toGroup(page, url)
    await page.locator('article').last().focus()
    await page.keyboard.press('+')
    await page.getByRole('button', { name: 'grinning face', exact: true }).waitFor()
  }),
  inside('message details', async (page, url) => {
    await toGroup(page, url)
    await page.locator('article').last().focus()
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Details' }).click()
    await page.getByText('Read by').waitFor()
  }),
  inside('group', async (page, url) => {
    await toGroup(page, url)
    await page
      .getByRole('region', { name: 'Conversation' })
      .locator('header')
      .getByRole('button')
      .first()
      .click()
    await page.getByText('2 members').last().waitFor()
  }),
  inside('person', async (page, url) => {
    await toGroup(page, url)
    await page
      .getByRole('region', { name: 'Conversation' })
      .locator('header')
      .getByRole('button')
      .first()
      .click()
    await page.getByRole('dialog').getByRole('button', { name: 'zeno' }).first().click()
    await page.getByRole('button', { name: 'Block' }).waitFor()
  }),
  inside('no such room', async (page, url) => {
    await page.goto(`${url}/chat/00000000-0000-4000-8000-000000000000`)
    await page.getByText('This conversation is not here').waitFor()
  }),
  inside('profile', async (page, url) => {
    await page.goto(`${url}/profile`)
    await page.getByText('This device').waitFor()
  }),
]

/** Makes what the screens show: a group of two with one of each kind of message. */
export async function furnish(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'New chat' }).click()
  await page.getByRole('list', { name: 'People' }).getByRole('button', { name: 'zeno' }).click()
  await page.getByRole('button', { name: 'Make a group instead' }).click()
  await page.getByLabel('Group name').fill(groupName)
  await page.getByRole('button', { name: 'Make the group' }).click()
  const field = page.getByLabel('Message', { exact: true })
  const texts = [
    'Nobody forgets the **olives**, *ever*, ~~hardly~~, `never`',
    `${'averylongwordwithoutanyplacetobreakit'.repeat(5)}`,
    '```\nconst line = "a line of code that is much longer than any telephone is wide, and then some more"\n```',
    '🏛️',
    '明天下午三點在港口的咖啡館見面可以嗎？',
    'See https://example.org/a/rather/long/address/that/goes/on?and=on&and=on&and=on',
  ]
  for (const text of texts) {
    await field.fill(text)
    await field.press('Enter')
  }
  const last = page.locator('article').filter({ hasText: 'https://example.org' })
  await last.locator('[data-state="sent"], [data-state="delivered"]').waitFor()
  await last.focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'React with 👍' }).click()
  await last.getByRole('button', { pressed: true }).waitFor()
}
