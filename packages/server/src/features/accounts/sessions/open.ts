import { createHash } from 'node:crypto'
import { DeviceId, type UserId } from '@stoa/contract/http'
import type { Db } from '../../../platform/database/database.ts'
import { type Random, randomId, randomToken } from '../random.ts'
import { oneLine } from '../text.ts'
import { deviceName } from './agent.ts'
import { refreshLifetime } from './rotation.ts'
import { insertDevice, insertToken } from './store.ts'

/** A device and the newest refresh token of it, in clear: told once, stored as a hash. */
export interface OpenSession {
  readonly device: DeviceId
  readonly refreshToken: string
}

/** A token of 256 random bits needs no slow hash: there is nothing to guess. */
export function hashToken(token: string): Uint8Array {
  return createHash('sha256').update(token).digest()
}

/** Signs a device in. */
export async function openSession(
  tx: Db,
  session: {
    readonly user: UserId
    /** What the client calls itself; else the name is taken from the user agent. */
    readonly named: string | undefined
    readonly userAgent: string
    readonly address: string
    readonly now: number
    readonly random: Random
  },
): Promise<OpenSession> {
  const { user, address, now, random } = session
  const device = DeviceId.parse(randomId(random))
  const refreshToken = randomToken(random)
  const expiresAt = now + refreshLifetime
  await insertDevice(tx, {
    id: device,
    user,
    name: oneLine(session.named ?? '') || deviceName(session.userAgent),
    address,
    createdAt: now,
    usedAt: now,
    expiresAt,
    generation: 0,
  })
  await insertToken(tx, { hash: hashToken(refreshToken), device, generation: 0, expiresAt })
  return { device, refreshToken }
}
