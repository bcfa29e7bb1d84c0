import { startSmtp } from '@stoa/testkit'
import { describe, expect, onTestFinished, test } from 'vitest'
import { loadConfig } from '../../config/index.ts'
import { createLog } from '../telemetry/log.ts'
import { createPost } from './create.ts'

const letter = { to: 'ada@example.com', subject: 'Grüße, 你好 ✓', text: 'One.\n.two\n\nthree' }

async function connect(address?: string) {
  const smtp = await startSmtp()
  const written: string[] = []
  const post = await createPost({
    config: loadConfig({ SMTP_URL: address ?? smtp.url, MAIL_FROM: 'Stoa <stoa@example.com>' }),
    clock: () => 0,
    log: createLog({ logLevel: 'trace', logFormat: 'json' }, { write: (line) => void written.push(line) }),
  })
  onTestFinished(async () => {
    post.close()
    await smtp.stop()
  })
  return { smtp, post, written }
}

describe('mail by SMTP', () => {
  test('arrives as it was written', async () => {
    const { smtp, post } = await connect()
    expect(post.mailbox).toBeNull()
    await post.mail.send(letter)
    const { from, to, mail } = await smtp.next()
    expect([from, to]).toEqual(['stoa@example.com', ['ada@example.com']])
    expect(mail.subject).toBe(letter.subject)
    expect(mail.text?.trimEnd()).toBe(letter.text)
  })

  test('rejects what the server refuses, and sends again once it takes it', async () => {
    const { smtp, post } = await connect()
    smtp.refuse(451)
    await expect(post.mail.send(letter)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    smtp.refuse(null)
    await post.mail.send(letter)
    expect(smtp.letters).toHaveLength(1)
  })

  test('rejects where no server answers or the password is wrong', async () => {
    const gone = await connect('smtp://127.0.0.1:1')
    await expect(gone.post.mail.send(letter)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    const { smtp } = await connect()
    const stranger = await connect(smtp.url.replace('stoa:', 'stranger:'))
    await expect(stranger.post.mail.send(letter)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  })

  test('goes to one person, whatever an address may hold', async () => {
    const { smtp, post } = await connect()
    const sending = post.mail.send({ ...letter, to: 'ada@example.com, eve@example.com' })
    await expect(sending).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    expect(smtp.letters).toEqual([])
  })

  test('tells the log neither whom it writes to nor what', async () => {
    const { post, written } = await connect()
    await post.mail.send(letter)
    expect(written.join('')).toContain('mail handed over')
    expect(written.join('')).not.toMatch(/ada@example|Grüße|three/)
  })
})
