import type { Clock } from '../clock/clock.ts'
import type { Log } from '../telemetry/log.ts'
import type { Letter, Mail } from './mail.ts'

export interface KeptLetter extends Letter {
  readonly at: number
}

/** Where letters go that no SMTP server takes: kept for the person at this machine to read. */
export interface Mailbox extends Mail {
  /** Newest first. */
  letters(): readonly KeptLetter[]
}

const most = 200

/** Keeps the last 200 letters in memory and tells each in the log, so that one can sign in from the terminal alone. */
export function createMailbox({ clock, log }: { readonly clock: Clock; readonly log: Log }): Mailbox {
  let kept: readonly KeptLetter[] = []
  return {
    letters: () => kept,
    async send(letter) {
      kept = [{ ...letter, at: clock() }, ...kept].slice(0, most)
      log.info(`mail to ${oneLine(letter.to)}: ${oneLine(letter.subject)} (all of it at /mailbox)`)
    },
  }
}

function oneLine(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, ' ')
}
