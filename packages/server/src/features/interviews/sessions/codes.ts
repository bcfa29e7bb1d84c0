import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import type { RoomId } from '@stoa/contract/http'
import { SessionRole } from '@stoa/contract/interviews'

/** How many links for each role were given up: with each who is removed, those they knew. */
export type GivenUp = Readonly<Record<SessionRole, number>>

export const noneGivenUp: GivenUp = { interviewer: 0, candidate: 0, observer: 0 }

/** What the links of an interview end in. Nothing about them is stored: each is made from the server's secret when asked for. */
export interface JoinCodes {
  /** As what this code lets somebody in; null where it lets nobody in. */
  roleOf(session: RoomId, code: string, givenUp: GivenUp): SessionRole | null
  /** Paths that let somebody in as that. */
  links(session: RoomId, givenUp: GivenUp): Record<SessionRole, string>
}

/** 128 bits are plenty, and keep a link on one line. */
const codeBytes = 16

export function createJoinCodes(secret: string): JoinCodes {
  const key = new Uint8Array(hkdfSync('sha256', secret, new Uint8Array(), 'stoa interviews join', 32))
  function codeOf(session: RoomId, role: SessionRole, givenUp: GivenUp): Buffer {
    const count = givenUp[role]
    const named = count === 0 ? `${session} ${role}` : `${session} ${role} ${count}`
    return createHmac('sha256', key).update(named).digest().subarray(0, codeBytes)
  }
  const link = (session: RoomId, role: SessionRole, givenUp: GivenUp) =>
    `/join/${session}#${codeOf(session, role, givenUp).toString('base64url')}`
  return {
    roleOf(session, code, givenUp) {
      const given = Buffer.alloc(codeBytes)
      const whole = given.write(code, 'base64url') === codeBytes && given.toString('base64url') === code
      let found: SessionRole | null = null
      // All of them are looked at whatever was found, so that the time taken tells nothing.
      for (const role of SessionRole.options)
        if (timingSafeEqual(codeOf(session, role, givenUp), given)) found = role
      return whole ? found : null
    },
    links: (session, givenUp) => ({
      interviewer: link(session, 'interviewer', givenUp),
      candidate: link(session, 'candidate', givenUp),
      observer: link(session, 'observer', givenUp),
    }),
  }
}
