import type { Page } from 'playwright-core'
import { begin, editor } from './interviews.ts'

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

const interviewTitle =
  'An interview with a title that is longer than any header of any telephone will ever be'

async function toInterview(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/interviews`)
  await page.getByRole('link', { name: interviewTitle, exact: true }).click()
  await editor(page).waitFor()
  await page.getByText('Saved', { exact: true }).waitFor()
}

const streamTitle = 'A stream with a title that is longer than any header of any telephone will ever be'
/** Who is invited into it: the name at first is made of the address. */
export const cohost = 'maximilianecharlottevonhohensteinrothenburg'

async function toStream(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/streams`)
  await page.getByRole('link', { name: streamTitle }).click()
  await page.getByRole('heading', { level: 1, name: streamTitle }).waitFor()
}

async function toStudio(page: Page, url: string): Promise<void> {
  await toStream(page, url)
  await page.getByRole('link', { name: 'Studio' }).click()
  await page.getByRole('list', { name: 'Co-hosts' }).getByText(cohost).waitFor()
}

/** Opens a side panel where it is not open already. */
async function openPanel(page: Page, name: string): Promise<void> {
  const button = page.getByRole('button', { name, exact: true })
  if ((await button.getAttribute('aria-pressed')) === 'false') await button.click()
  await page.getByRole('complementary', { name }).waitFor()
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
  outside('joining an interview', async (page, url) => {
    await page.goto(`${url}/join/00000000-0000-4000-8000-000000000000#code`)
    await page.getByLabel('Your name').waitFor()
  }),
  outside('a link that is cut off', async (page, url) => {
    await page.goto(`${url}/join/00000000-0000-4000-8000-000000000000`)
    await page.getByText('This link does not work').waitFor()
  }),
  outside('out of an interview', async (page, url) => {
    await page.goto(`${url}/left`)
    await page.getByText('You are not in the interview any more').waitFor()
  }),
  inside('interviews', async (page, url) => {
    await page.goto(`${url}/interviews`)
    await page.getByRole('link', { name: interviewTitle, exact: true }).waitFor()
  }),
  inside('new interview', async (page, url) => {
    await page.goto(`${url}/interviews`)
    await page.getByRole('button', { name: 'New interview' }).click()
    await page.getByLabel('Begin with').waitFor()
  }),
  inside('interview', toInterview),
  inside('inviting to an interview', async (page, url) => {
    await toInterview(page, url)
    await page.getByRole('button', { name: 'Invite' }).click()
    await page.getByRole('textbox', { name: 'Candidate link' }).waitFor()
  }),
  inside('people of an interview', async (page, url) => {
    await toInterview(page, url)
    await page.getByRole('button', { name: /^People/ }).click()
    await page.getByRole('dialog').getByText('(you)').waitFor()
  }),
  inside('menu of an interview', async (page, url) => {
    await toInterview(page, url)
    await page.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Download files' }).waitFor()
  }),
  inside('chat of an interview', async (page, url) => {
    await toInterview(page, url)
    await openPanel(page, 'Chat')
    await page.getByLabel('Message', { exact: true }).waitFor()
  }),
  inside('versions', async (page, url) => {
    await toInterview(page, url)
    await openPanel(page, 'Versions')
    await page.getByRole('button', { name: 'Compare with Before the hint' }).waitFor()
  }),
  inside('a version compared', async (page, url) => {
    await toInterview(page, url)
    await openPanel(page, 'Versions')
    await page.getByRole('button', { name: 'Compare with Before the hint' }).click()
    await page.getByRole('dialog').locator('.cm-content').waitFor()
  }),
  inside('editor settings', async (page, url) => {
    await toInterview(page, url)
    await page.getByRole('button', { name: 'Editor settings' }).click()
    await page.getByLabel('Vim keys').waitFor()
  }),
  inside('editor shortcuts', async (page, url) => {
    await toInterview(page, url)
    await page.getByRole('button', { name: 'Editor shortcuts' }).click()
    await page.getByText('Leave the editor').waitFor()
  }),
  inside('no such interview', async (page, url) => {
    await page.goto(`${url}/interviews/00000000-0000-4000-8000-000000000000`)
    await page.getByText('This interview is not here').waitFor()
  }),
  inside('streams', async (page, url) => {
    await page.goto(`${url}/streams`)
    await page.getByText('Nobody is live right now').waitFor()
  }),
  inside('going live', async (page, url) => {
    await page.goto(`${url}/streams/new`)
    await page.getByLabel('Title').waitFor()
  }),
  inside('a stream to come', toStream),
  inside('studio', toStudio),
  inside('sending from OBS', async (page, url) => {
    await toStudio(page, url)
    await page.getByRole('tab', { name: 'OBS and others' }).click()
    await page.getByRole('button', { name: 'Make a stream key' }).waitFor()
  }),
  inside('emotes of a stream', async (page, url) => {
    await toStudio(page, url)
    await page.getByRole('link', { name: 'Emotes' }).click()
    await page.getByLabel('Share that makes a moment').waitFor()
  }),
  inside('no such stream', async (page, url) => {
    await page.goto(`${url}/streams/00000000-0000-4000-8000-000000000000`)
    await page.getByText('This stream is not here').waitFor()
  }),
  inside('profile', async (page, url) => {
    await page.goto(`${url}/profile`)
    await page.getByText('This device').waitFor()
  }),
]

/** Makes what the screens show: a group of two with one of each kind of message, an interview and a stream. */
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
  await furnishInterview(page)
  await furnishStream(page)
}

/** A stream to come, with a co-host whose name is long. */
async function furnishStream(page: Page): Promise<void> {
  await page.goto(new URL('/streams/new', page.url()).href)
  await page.getByLabel('Title').fill(streamTitle)
  await page.getByText('Later', { exact: true }).click()
  await page.getByRole('button', { name: 'Schedule it' }).click()
  await page.getByRole('button', { name: 'Invite' }).click()
  await page.getByLabel('Find people').fill(`${cohost}@example.org`)
  await page.getByRole('list', { name: 'People' }).getByRole('button', { name: cohost }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Invite' }).click()
  await page.getByRole('list', { name: 'Co-hosts' }).getByText(cohost).waitFor()
}

/** An interview with a version that is not as it is now. */
async function furnishInterview(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Interviews' }).click()
  await begin(page, { title: interviewTitle, from: 'Two sum' })
  await openPanel(page, 'Versions')
  await page.getByLabel('Keep this moment as').fill('Before the hint')
  await page.getByRole('button', { name: 'Keep', exact: true }).click()
  await page.getByRole('button', { name: 'Compare with Before the hint' }).waitFor()
  await editor(page).click()
  await page.keyboard.press('Control+End')
  await page.keyboard.insertText(
    'print("a line of code that is much longer than any telephone is wide, and then some more")\n',
  )
  await page.getByText('Saved', { exact: true }).waitFor()
}
