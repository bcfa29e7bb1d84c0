import type { Letter } from '../../../platform/mail/mail.ts'

/** The letter with a sign-in code. The code is in the subject too, so that a phone's notification shows it. */
export function codeLetter(code: {
  readonly to: string
  readonly code: string
  readonly server: string
  readonly publicUrl: string
  readonly minutes: number
}): Letter {
  const minutes = code.minutes === 1 ? 'minute' : `${code.minutes} minutes`
  return {
    to: code.to,
    subject: `${code.code} is your ${code.server} sign-in code`,
    text: `Hello,

your code to sign in to ${code.server} is

    ${code.code}

It works once, for the next ${minutes}, at ${code.publicUrl}

Nobody from ${code.server} will ever ask you for it. If you did not try to sign in, you can ignore this letter:
without the code nobody gets in.
`,
  }
}
