import { startNode, type TestNode } from '@stoa/testkit'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser, openWindow, type Window } from './browser.ts'
import { editor, linkFor } from './interviews.ts'
import { type Person, signedIn } from './people.ts'

let node: TestNode
let browser: Browser
/** Interviewers. */
let ada: Person
let cyd: Person
/** A candidate without an account. */
let zeno: Window
/** All that the server sent to the candidate's browser, and all addresses that it asked. */
let heard: string[]
let asked: string[]
/** All that it sent to an interviewer's. */
let told: string[]

const secret = {
  note: 'quicksilver-note',
  later: 'quicksilver-edited',
  comment: 'marigold-comment',
  summary: 'heliotrope',
  hidden: '((((hyacinth))))',
}

beforeAll(async () => {
  node = await startNode()
  browser = await openBrowser()
  ada = await signedIn({ browser, node, email: 'ada@example.org' })
  cyd = await signedIn({ browser, node, email: 'cyd@example.org' })
  zeno = await openWindow(browser)
  heard = []
  asked = []
  told = []
  listenTo(zeno.page, heard)
  zeno.page.on('request', (request) => asked.push(request.url()))
  listenTo(ada.page, told)
  await beginFromLibrary(ada.page)
  await editor(ada.page).waitFor()
  await cyd.page.goto(await linkFor(ada.page, 'Interviewer'))
  await cyd.page.getByRole('button', { name: 'Join' }).click()
  await editor(cyd.page).waitFor()
  await zeno.page.goto(await linkFor(ada.page, 'Candidate'))
  await zeno.page.getByLabel('Your name').fill('Zeno')
  await zeno.page.getByRole('button', { name: 'Join' }).click()
  await editor(zeno.page).waitFor()
})

afterAll(async () => {
  await browser?.close()
  await node?.stop()
})

/** Copies a template into the library, with a hidden test, and begins an interview with it. */
async function beginFromLibrary(page: Page): Promise<void> {
  await page.goto(`${node.url}/interviews/library`)
  await page.getByText('No questions yet').waitFor()
  await page.getByRole('article', { name: 'Balanced brackets' }).getByRole('button', { name: 'Copy' }).click()
  await page.getByLabel('Title').fill('Zeno, backend')
  const hidden = page.getByRole('group', { name: 'Hidden tests' })
  await hidden.getByRole('button', { name: 'Add a test' }).click()
  await hidden.getByLabel('Name of test 1').fill('deep')
  await hidden.getByLabel('Input').fill(secret.hidden)
  await page.getByLabel('Criteria, one a line').fill('Communication\nTesting')
  await page.getByRole('button', { name: 'Preview' }).click()
  await page.getByText('Balanced brackets', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Save' }).click()
  const question = page.getByRole('article', { name: 'Zeno, backend' })
  await question.getByText('3 tests · 1 hidden').waitFor()
  await page.getByLabel('Search questions').fill('zeno')
  await question.getByRole('button', { name: 'Start interview' }).click()
}

/** All that the server sends to a page. */
function listenTo(page: Page, told: string[]): void {
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => told.push(String(payload))))
  page.on('response', async (response) => {
    // What a page leaves behind when it goes elsewhere has no body to read any more.
    told.push(await response.text().catch(() => ''))
  })
}

async function openStaff(page: Page, part: 'Notes' | 'Scorecard'): Promise<Locator> {
  const panel = page.getByRole('complementary', { name: 'Notes and scorecard' })
  if (!(await panel.isVisible()))
    await page.getByRole('button', { name: 'Notes and scorecard', exact: true }).click()
  await panel.getByRole('tab', { name: part }).click()
  return panel
}

test('P9: a note shows to the other interviewer, with when it was begun', async () => {
  await editor(zeno.page).click()
  await zeno.page.keyboard.type('candidate-was-here')
  await editor(ada.page).filter({ hasText: 'candidate-was-here' }).waitFor()
  const hers = await openStaff(ada.page, 'Notes')
  await hers.getByLabel('New note').fill(secret.note)
  await hers.getByRole('button', { name: 'Add note' }).click()
  const theirs = await openStaff(cyd.page, 'Notes')
  const item = theirs.getByRole('listitem').filter({ hasText: secret.note })
  await item.getByText('Ada', { exact: true }).waitFor()
  expect(await item.getByRole('link', { name: /^\d+:\d\d$/ }).count()).toBe(1)
  expect(await item.getByRole('button', { name: 'Edit note' }).count()).toBe(0)
})

test('one edits and deletes one’s own notes, for all interviewers', async () => {
  const hers = await openStaff(ada.page, 'Notes')
  await hers.getByLabel('New note').fill('to be deleted')
  await hers.getByLabel('New note').press('Control+Enter')
  const item = (text: string) => hers.getByRole('listitem').filter({ hasText: text })
  await item(secret.note).getByRole('button', { name: 'Edit note' }).click()
  await hers.getByRole('textbox', { name: 'Edit note' }).fill(secret.later)
  await hers.getByRole('button', { name: 'Save' }).click()
  await item('to be deleted').getByRole('button', { name: 'Delete note' }).click()
  await ada.page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
  const theirs = await openStaff(cyd.page, 'Notes')
  await theirs.getByText(secret.later).waitFor()
  await theirs.getByText('to be deleted').waitFor({ state: 'detached' })
  expect(await theirs.getByText(secret.note).count()).toBe(0)
})

test('a scorecard is saved by itself, and shows to others only once they have recommended', async () => {
  const hers = await openStaff(ada.page, 'Scorecard')
  await hers.getByRole('group', { name: 'Communication' }).getByText('4 Excellent').click()
  await hers.getByLabel('Comment on Communication').fill(secret.comment)
  await hers.getByRole('group', { name: 'Recommendation' }).getByText('Strong yes').click()
  await hers.getByLabel('Summary').fill(secret.summary)
  await hers.locator('[data-saving="changed"], [data-saving="saving"]').first().waitFor()
  await hers.locator('[data-saving="saved"]').waitFor()
  const theirs = await openStaff(cyd.page, 'Scorecard')
  await theirs.getByText('Ada has begun a scorecard').waitFor()
  expect(await theirs.getByText(secret.summary).count()).toBe(0)
  await theirs.getByRole('group', { name: 'Recommendation' }).getByText('No', { exact: true }).click()
  await theirs.getByRole('article').filter({ hasText: 'Strong yes' }).getByText(secret.comment).waitFor()
})

test('what is scored is changed for all interviewers, and what was scored before stays', async () => {
  const theirs = await openStaff(cyd.page, 'Scorecard')
  await theirs.getByRole('button', { name: 'Edit rubric' }).click()
  await cyd.page.getByLabel('Criteria, one a line').fill('Communication\nDepth')
  await cyd.page.getByRole('button', { name: 'Save for all interviewers' }).click()
  const hers = await openStaff(ada.page, 'Scorecard')
  await hers.getByRole('group', { name: 'Depth' }).waitFor()
  expect(await hers.getByLabel('Comment on Communication').inputValue()).toBe(secret.comment)
  expect(await hers.getByRole('radio', { name: '4 Excellent' }).first().isChecked()).toBe(true)
  expect(await hers.getByRole('group', { name: 'Testing' }).count()).toBe(0)
})

test('P9: a report has notes and scores for an interviewer', async () => {
  const session = new URL(ada.page.url()).pathname
  await ada.page.goto(`${node.url}${session}/report`)
  await ada.page.getByText(secret.later).waitFor()
  await ada.page.getByText(secret.summary).waitFor()
  await ada.page.getByRole('article', { name: 'main.js' }).getByText('candidate-was-here').waitFor()
  expect(ada.complaints).toEqual([])
})

test('P9: of all that, nothing was ever sent to the candidate, and the candidate’s pages ask for nothing of it', async () => {
  const { page } = zeno
  expect(await page.getByRole('button', { name: 'Notes and scorecard' }).count()).toBe(0)
  const session = new URL(page.url()).pathname
  await page.goto(`${node.url}${session}/report`)
  await page.getByRole('article', { name: 'main.js' }).getByText('candidate-was-here').waitFor()
  expect(await page.getByRole('heading', { name: 'Notes' }).count()).toBe(0)
  await page.goto(`${node.url}${session}/replay`)
  await page.getByRole('slider', { name: 'Time' }).waitFor()
  await page.goto(`${node.url}${session}`)
  await editor(page).filter({ hasText: 'candidate-was-here' }).waitFor()

  // This is how they would be seen: an interviewer was told each of them, and the candidate the session's own words.
  for (const word of Object.values(secret))
    expect(
      told.some((one) => one.includes(word)),
      word,
    ).toBe(true)
  expect(heard.some((one) => one.includes('Zeno, backend'))).toBe(true)
  expect(heard.some((one) => one.includes('interview.update'))).toBe(true)
  const words = [
    ...Object.values(secret),
    'to be deleted',
    'interview.note',
    'interview.scorecard',
    'strong_yes',
  ]
  const data = heard.filter((one) => !isCode(one))
  expect(words.filter((word) => data.some((one) => one.includes(word)))).toEqual([])

  const staffRoom = await staffRoomOf(session.split('/').at(-1) ?? '')
  expect(staffRoom).toMatch(/^[0-9a-f-]{36}$/)
  expect([...asked, ...heard].some((one) => one.includes(staffRoom))).toBe(false)
  expect(zeno.complaints).toEqual([])
})

test('whoever left is named in the report and in the list', async () => {
  const { page } = zeno
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Leave' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Leave', exact: true }).click()
  await page.getByText('You are not in the interview any more').waitFor()
  const session = new URL(ada.page.url()).pathname.replace(/\/report$/, '')
  await ada.page.goto(`${node.url}${session}/report`)
  await ada.page.getByRole('listitem').filter({ hasText: 'Zeno Candidate, left' }).waitFor()
  await ada.page.goto(`${node.url}/interviews`)
  await ada.page.getByText(/^With .*Zeno/).waitFor()
})

/** The app itself knows what kinds of entries there are. */
function isCode(text: string): boolean {
  return /^(import|export|const|var|function)\b/.test(text.trimStart())
}

/** As an interviewer's page is told. */
async function staffRoomOf(session: string): Promise<string> {
  const [response] = await Promise.all([
    ada.page.waitForResponse((one) => one.url().endsWith(`/api/v1/sessions/${session}`)),
    ada.page.reload(),
  ])
  const { staffRoom } = await response.json()
  return String(staffRoom)
}
