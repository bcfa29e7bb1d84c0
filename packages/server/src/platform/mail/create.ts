import type { Config } from '../../config/index.ts'
import type { Clock } from '../clock/clock.ts'
import type { Log } from '../telemetry/log.ts'
import type { Mail } from './mail.ts'
import { createMailbox, type Mailbox } from './mailbox.ts'

export interface Post {
  readonly mail: Mail
  /** Where letters are kept while there is no SMTP server. */
  readonly mailbox: Mailbox | null
  close(): void
}

/** Mail by SMTP where `SMTP_URL` says so, else by the dev mailbox. */
export async function createPost(options: {
  readonly config: Pick<Config, 'smtpUrl' | 'mailFrom'>
  readonly clock: Clock
  readonly log: Log
}): Promise<Post> {
  const { config, log } = options
  if (config.smtpUrl !== undefined) {
    const { createSmtp } = await import('./smtp.ts')
    const smtp = createSmtp({ url: config.smtpUrl, from: config.mailFrom, log })
    return { mail: smtp, mailbox: null, close: smtp.close }
  }
  const mailbox = createMailbox(options)
  return { mail: mailbox, mailbox, close: () => undefined }
}
