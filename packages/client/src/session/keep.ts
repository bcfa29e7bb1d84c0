import { Me } from '@stoa/contract/accounts'
import * as z from 'zod'
import type { Storage } from '../storage/storage.ts'

/** What outlives the client: who it was, and for programs the refresh token. Browsers have that in a cookie no script can read. */
const Kept = z.object({ me: Me, refreshToken: z.string().optional() })
export type Kept = z.output<typeof Kept>

const key = 'current'

export async function readKept(storage: Storage): Promise<Kept | undefined> {
  const kept = Kept.safeParse(await storage.get('session', key))
  return kept.success ? kept.data : undefined
}

export function writeKept(storage: Storage, kept: Kept): Promise<void> {
  return storage.put('session', key, kept)
}

export function forgetKept(storage: Storage): Promise<void> {
  return storage.delete('session', key)
}
