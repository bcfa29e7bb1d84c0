import type { Fault } from '@stoa/contract/http'

/** What a refusal means for the thing refused: `again` may help, `never` will not. */
export type Verdict = 'again' | 'never'

/** An unexplained failure is tried this often before it is shown, so that one message cannot hold up a room for ever. */
const patience = 8

export function verdictOn(fault: Fault, attempts: number): Verdict {
  switch (fault.code) {
    case 'UNAVAILABLE':
    case 'TOO_MANY':
    case 'LOCKED':
    case 'NOT_SIGNED_IN':
    case 'TOKEN_EXPIRED':
    case 'SESSION_ENDED':
    case 'BANNED':
      return 'again'
    case 'INTERNAL':
      return attempts < patience ? 'again' : 'never'
    default:
      return 'never'
  }
}
