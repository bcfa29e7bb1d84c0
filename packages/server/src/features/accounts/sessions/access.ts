import { DeviceId, Fault, UserId } from '@stoa/contract/http'
import { errors, jwtVerify, SignJWT } from 'jose'
import * as z from 'zod'
import type { Clock } from '../../../platform/clock/clock.ts'

const issuer = 'stoa'
const algorithm = 'HS256'
/** Seconds an access token lives (A3). */
const lifetime = 15 * 60

const Claims = z.object({ sub: UserId, device: DeviceId, exp: z.int() })

/** Who a token was made out to. A device is one session, so its id stands for both. */
export interface AccessClaims {
  readonly user: UserId
  readonly device: DeviceId
  readonly expiresAt: number
}

export interface AccessTokens {
  /** `role` is for the client to look at; the server asks its own records. */
  sign(session: {
    readonly user: UserId
    readonly device: DeviceId
    readonly role: string
  }): Promise<{ accessToken: string; expiresAt: number }>
  /** Faults: TOKEN_EXPIRED; NOT_SIGNED_IN for what is no token of this server. */
  verify(token: string): Promise<AccessClaims>
}

/** Tokens whose signature was found good are remembered, so many at most: a client that comes back costs no proof again. */
const remembered = 20_000

export function accessTokens(needs: { readonly key: Uint8Array; readonly clock: Clock }): AccessTokens {
  const proven = new Map<string, AccessClaims>()

  async function prove(token: string): Promise<AccessClaims> {
    const { payload } = await jwtVerify(token, needs.key, {
      issuer,
      algorithms: [algorithm],
      currentDate: new Date(needs.clock()),
    })
    const { sub: user, device, exp } = Claims.parse(payload)
    const claims = { user, device, expiresAt: exp * 1000 }
    proven.set(token, claims)
    const oldest = proven.size > remembered ? proven.keys().next().value : undefined
    if (oldest !== undefined) proven.delete(oldest)
    return claims
  }

  return {
    async sign({ user, device, role }) {
      const now = Math.floor(needs.clock() / 1000)
      const accessToken = await new SignJWT({ device, role })
        .setProtectedHeader({ alg: algorithm })
        .setIssuer(issuer)
        .setSubject(user)
        .setIssuedAt(now)
        .setExpirationTime(now + lifetime)
        .sign(needs.key)
      return { accessToken, expiresAt: (now + lifetime) * 1000 }
    },
    async verify(token) {
      const known = proven.get(token)
      if (known !== undefined && needs.clock() < known.expiresAt) return known
      try {
        return await prove(token)
      } catch (cause) {
        throw new Fault(cause instanceof errors.JWTExpired ? 'TOKEN_EXPIRED' : 'NOT_SIGNED_IN', undefined, {
          cause,
        })
      }
    },
  }
}
