import { login } from '@stoa/contract/accounts'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { startNode } from './node.ts'
import { type SmtpServer, startSmtp } from './smtp.ts'

describe('a node with a mail server', () => {
  let smtp: SmtpServer
  beforeEach(async () => {
    smtp = await startSmtp()
  })
  afterEach(() => smtp.stop())

  async function ask(email: string) {
    const node = await startNode({
      settings: { logLevel: 'silent', smtpUrl: smtp.url, mailFrom: 'Stoa <stoa@example.com>' },
    })
    onTestFinished(() => node.stop())
    const reply = await fetch(node.url + login.path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email }),
    })
    expect(reply.status).toBe(202)
    return node
  }

  test('sends sign-in codes by it and has no mailbox page', async () => {
    const node = await ask('ada@example.com')
    const { from, to, mail } = await smtp.next()
    expect([from, to]).toEqual(['stoa@example.com', ['ada@example.com']])
    expect(mail.from).toMatchObject({ name: 'Stoa', address: 'stoa@example.com' })
    expect(mail.subject).toMatch(/^\d{6} /)
    expect(mail.headers).toContainEqual(
      expect.objectContaining({ key: 'auto-submitted', value: 'auto-generated' }),
    )
    expect((await fetch(`${node.url}/mailbox.json`)).status).toBe(404)
  })

  test('sends a letter that was refused once more when it is taken again', async () => {
    smtp.refuse(451)
    await ask('ada@example.com')
    await smtp.refused()
    smtp.refuse(null)
    expect((await smtp.next()).to).toEqual(['ada@example.com'])
  })
})
