import { Fault } from '@stoa/contract/http'
import { createTransport } from 'nodemailer'
import type { Log } from '../telemetry/log.ts'
import type { Letter, Mail } from './mail.ts'

export interface SmtpMail extends Mail {
  close(): void
}

/** Hands letters to an SMTP server over a few kept connections. Rejects with UNAVAILABLE where it does not take one. */
export function createSmtp(options: {
  readonly url: string
  readonly from: string
  readonly log: Log
}): SmtpMail {
  const transport = createTransport(
    {
      url: options.url,
      pool: true,
      maxConnections: 3,
      connectionTimeout: 10_000,
      greetingTimeout: 10_000,
      socketTimeout: 30_000,
      disableFileAccess: true,
      disableUrlAccess: true,
    },
    { from: options.from, headers: { 'auto-submitted': 'auto-generated' } },
  )
  return {
    async send({ to, subject, text }: Letter) {
      try {
        const sent = await transport.sendMail({ to: { name: '', address: to }, subject, text })
        options.log.info({ messageId: sent.messageId }, 'mail handed over')
      } catch (error) {
        throw new Fault('UNAVAILABLE', 'The mail could not be sent.', { cause: error })
      }
    },
    close: () => transport.close(),
  }
}
