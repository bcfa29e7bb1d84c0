import { describe, expect, test } from 'vitest'
import { serve } from '../http/http.testing.ts'
import { createLog } from '../telemetry/log.ts'
import { createMailbox } from './mailbox.ts'
import { mailboxPages } from './page.ts'

async function post() {
  const written: string[] = []
  const log = createLog({ logLevel: 'info', logFormat: 'json' }, { write: (line) => void written.push(line) })
  let now = Date.UTC(2030, 0, 1, 12)
  const mailbox = createMailbox({ log, clock: () => now++ })
  const http = await serve([], { pages: [mailboxPages(mailbox)] })
  return { mailbox, http, written }
}

const letter = { to: 'ada@example.com', subject: '123456 is your code', text: 'It is 123456.' }

describe('the dev mailbox', () => {
  test('shows letters newest first, on a page that refreshes itself and as JSON', async () => {
    const { mailbox, http } = await post()
    expect((await http.inject('/mailbox')).body).toContain('Nothing yet')
    await mailbox.send(letter)
    await mailbox.send({ ...letter, subject: 'second' })
    const page = await http.inject('/mailbox')
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(page.body).toContain('http-equiv="refresh"')
    expect(page.body).toMatch(/second[\s\S]*123456 is your code/)
    const { letters } = (await http.inject('/mailbox.json')).json()
    expect(letters).toEqual([
      { ...letter, subject: 'second', at: expect.any(Number) },
      { ...letter, at: Date.UTC(2030, 0, 1, 12) },
    ])
  })

  test('shows what people wrote as text and never as markup', async () => {
    const { mailbox, http } = await post()
    const evil = `"><script>alert('&')</script>`
    await mailbox.send({ to: evil, subject: evil, text: evil })
    const { body } = await http.inject('/mailbox')
    expect(body).not.toContain('<script')
    expect(body.split('&quot;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;')).toHaveLength(4)
  })

  test.each([
    { remoteAddress: '10.0.0.7' },
    { headers: { 'x-forwarded-for': '10.0.0.7' } },
    { headers: { forwarded: 'for=10.0.0.7' } },
    { headers: { via: '1.1 proxy' } },
    { headers: { host: 'rebound.example' } },
  ])('does not exist for anybody but the person at this machine: %j', async (from) => {
    const { http } = await post()
    for (const url of ['/mailbox', '/mailbox.json']) {
      expect((await http.inject({ url, ...from })).json()).toMatchObject({ error: 'NOT_FOUND' })
    }
  })

  test('keeps the last 200 letters', async () => {
    const { mailbox } = await post()
    for (let count = 1; count <= 205; count++) await mailbox.send({ ...letter, subject: String(count) })
    expect(mailbox.letters()).toHaveLength(200)
    expect(mailbox.letters()[0]?.subject).toBe('205')
  })

  test('tells each letter in one line of the log, with its code and without its text', async () => {
    const { mailbox, written } = await post()
    await mailbox.send({ ...letter, subject: '654321 is\r\nyour code', text: 'private' })
    expect(written).toHaveLength(1)
    expect(written[0]).toContain('mail to ada@example.com: 654321 is your code')
    expect(written[0]).not.toContain('private')
  })
})
