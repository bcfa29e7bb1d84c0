import { createChat, message } from '@stoa/contract/chat'
import { sendEntry } from '@stoa/contract/rooms'
import { readMailbox } from '@stoa/testkit'
import type { Browser, Page } from 'playwright-core'
import { seeded } from '../frame/seeded.ts'

const reader = 'reader@example.org'

export interface ConversationPlan {
  readonly browser: Browser
  readonly url: string
  readonly messages: number
  readonly say: (line: string) => void
}

/** A page on which somebody has a conversation open, at its end: messages of many lengths, numbered from 1. */
export async function beginConversation({ browser, url, messages, say }: ConversationPlan): Promise<Page> {
  const mailbox = readMailbox(url)
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  const page = await context.newPage()
  await page.goto(`${url}/signin`)
  await page.getByLabel('E-mail address').fill(reader)
  await page.getByRole('button', { name: 'Send me a code' }).click()
  await page.getByRole('textbox', { name: '6-digit code' }).waitFor()
  await page.keyboard.type(await mailbox.codeFor(reader))
  await page.waitForURL('**/chat')

  const { user } = await mailbox.signIn(reader)
  const writer = await mailbox.signIn('writer@example.org')
  const ask = async (path: string, body: unknown): Promise<unknown> => {
    const reply = await fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${writer.accessToken}` },
      body: JSON.stringify(body),
    })
    if (!reply.ok) throw new Error(`${path} answered ${reply.status}: ${await reply.text()}`)
    return reply.json()
  }
  const room = createChat.reply.parse(await ask(createChat.path, { kind: 'direct', user: user.id }))
  const random = seeded(5)
  for (let number = 1; number <= messages; number++) {
    const text = `${labelOf(number)}${' and so on'.repeat(Math.floor(random() ** 3 * 60))}`
    const body = { type: message.name, clientId: crypto.randomUUID(), body: { text } }
    await ask(sendEntry.path.replace(':room', room.id), body)
    if (number % 2_500 === 0) say(`  ${number} messages are there`)
  }
  await page.goto(`${url}/chat/${room.id}`)
  await page.getByRole('article').first().waitFor()
  // Nothing of it is read: it opens at its first message.
  await page.getByRole('button', { name: 'Go to the newest message' }).click()
  await page
    .getByRole('article')
    .filter({ hasText: labelOf(messages) })
    .waitFor()
  return page
}

/** How a message begins; no label is the beginning of another. */
export function labelOf(number: number): string {
  return `Number ${number}:`
}
