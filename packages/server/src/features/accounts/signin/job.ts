import * as z from 'zod'
import type { Clock } from '../../../platform/clock/clock.ts'
import { defineJob } from '../../../platform/jobs/jobs.ts'
import type { Mail } from '../../../platform/mail/mail.ts'
import { unseal } from '../seal.ts'
import { codeLetter } from './letter.ts'

/** What the letter needs. Sealed in the job, because job rows outlive the code. */
const SealedCode = z.object({ email: z.string(), code: z.string() })

export interface SendCodeNeeds {
  readonly mail: Mail
  readonly clock: Clock
  readonly sealKey: Uint8Array
  /** Read at each letter: the public address may be known only once the server listens. */
  readonly config: { readonly serverName: string; readonly publicUrl: string; readonly codeMinutes: number }
}

export type SendCode = ReturnType<typeof sendCodeJob>

/** Sends a code. Retried while the mail server is down, until the code has expired. */
export function sendCodeJob(needs: SendCodeNeeds) {
  return defineJob({
    name: 'accounts.send-code',
    data: z.object({ sealed: z.string(), expiresAt: z.int() }),
    retries: 8,
    run: async ({ sealed, expiresAt }) => {
      if (expiresAt <= needs.clock()) return
      const { email, code } = SealedCode.parse(JSON.parse(unseal(needs.sealKey, sealed)))
      const { serverName: server, publicUrl, codeMinutes: minutes } = needs.config
      await needs.mail.send(codeLetter({ to: email, code, server, publicUrl, minutes }))
    },
  })
}
