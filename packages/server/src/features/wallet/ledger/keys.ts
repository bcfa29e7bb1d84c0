import { Fault, type UserId } from '@stoa/contract/http'
import { sql } from 'kysely'
import type { Db } from '../../../platform/database/database.ts'
import { fingerprintOf } from './fingerprint.ts'

export interface Keyed {
  readonly owner: UserId
  readonly key: string
  /** What is asked, without the key: repeated with other content it is a CONFLICT. */
  readonly content: unknown
  readonly now: number
}

/** A command with an earlier answer has that; one that is being worked out has none yet. */
export type Claim<Reply> = { readonly first: true } | { readonly first: false; readonly reply: Reply | null }

/**
 * Claims a key for a command (W6), in the transaction that carries it out: another one with the same key waits for that. A command
 * that is refused leaves no trace with its transaction, so it may be tried again.
 */
export async function claimKey<Reply>(tx: Db, { owner, key, content, now }: Keyed): Promise<Claim<Reply>> {
  const fingerprint = fingerprintOf(content)
  const { rows: claimed } = await sql`
    INSERT INTO wallet_keys (owner, key, fingerprint, reply, at) VALUES (${owner}, ${key}, ${fingerprint}, NULL, ${now})
    ON CONFLICT (owner, key) DO NOTHING RETURNING 1`.execute(tx)
  if (claimed.length === 1) return { first: true }
  const { rows } = await sql<{ fingerprint: string; reply: Reply | null }>`
    SELECT fingerprint, reply FROM wallet_keys WHERE owner = ${owner} AND key = ${key}`.execute(tx)
  const [earlier] = rows
  if (earlier?.fingerprint !== fingerprint)
    throw new Fault('CONFLICT', 'This key was used for something else.')
  return { first: false, reply: earlier.reply }
}

/** Keeps the answer that the key gives from now on. */
export async function keepReply(
  tx: Db,
  { owner, key }: Pick<Keyed, 'owner' | 'key'>,
  reply: unknown,
): Promise<void> {
  await sql`
    UPDATE wallet_keys SET reply = ${JSON.stringify(reply)}::jsonb WHERE owner = ${owner} AND key = ${key}`.execute(
    tx,
  )
}

/** Carries a command out once: the first answer whenever it is asked again. */
export async function once<Reply>(tx: Db, keyed: Keyed, work: () => Promise<Reply>): Promise<Reply> {
  const claim = await claimKey<Reply>(tx, keyed)
  if (!claim.first) {
    if (claim.reply === null) throw new Fault('CONFLICT', 'This key was used for something else.')
    return claim.reply
  }
  const reply = await work()
  await keepReply(tx, keyed, reply)
  return reply
}
