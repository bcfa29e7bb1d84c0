import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import type { RoomId } from '@stoa/contract/http'
import { SessionRole } from '@stoa/contract/interviews'

/** What the links of an interview end in. Nothing about them is stored: each is made from the server's secret when asked for. */
export interface JoinCodes {
  /** As what this code lets somebody in; null where it lets nobody in. */
  roleOf(session: RoomId, code: string): SessionRole | null
  /** Paths that let somebody in as that. */
  links(session: RoomId): Record<SessionRole, string>
}

/** 128 bits are plenty, and keep a link on one line. */
const codeBytes = 16

export function createJoinCodes(secret: string): JoinCodes {
  const key = new Uint8Array(hkdfSync('sha256', secret, new Uint8Array(), 'stoa interviews join', 32))
  const codeOf = (session: RoomId, role: SessionRole) =>
    createHmac('sha256', key).update(`${session} ${role}`).digest().subarray(0, codeBytes)
  const link = (session: RoomId, role: SessionRole) =>
    `/join/${session}#${codeOf(session, role).toString('base64url')}`
  return {
    roleOf(session, code) {
      const given = Buffer.alloc(codeBytes)
      const whole = given.write(code, 'base64url') === codeBytes && given.toString('base64url') === code
      let found: SessionRole | null = null
      // All of them are looked at whatever was found, so that the time taken tells nothing.
      for (const role of SessionRole.options) if (timingSafeEqual(codeOf(session, role), given)) found = role
      return whole ? found : null
    },
    links: (session) => ({
      interviewer: link(session, 'interviewer'),
      candidate: link(session, 'candidate'),
      observer: link(session, 'observer'),
    }),
  }
}
