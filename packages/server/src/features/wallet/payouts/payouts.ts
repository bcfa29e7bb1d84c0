import { Fault, type UserId } from '@stoa/contract/http'
import type { Payout } from '@stoa/contract/wallet'
import type { Db } from '../../../platform/database/database.ts'
import { once } from '../ledger/keys.ts'
import type { Needs } from '../needs.ts'
import { decidePayout, insertPayout, lockPayout, type PayoutRow, readPayouts } from './store.ts'

type PayoutNeeds = Pick<Needs, 'database' | 'ledger' | 'clock' | 'recordSecurityEvent'>

/** Holds the coins until somebody decides. Faults: PAYMENT_REQUIRED, CONFLICT, NOT_ALLOWED for demo coins. */
export async function askForPayout(
  { database, ledger, clock }: PayoutNeeds,
  { user, amount, key }: { readonly user: UserId; readonly amount: number; readonly key: string },
): Promise<Payout> {
  const now = clock()
  return await database.transaction(async (tx) => {
    const { demo } = await ledger.balanceOf(tx, user)
    if (demo) throw new Fault('NOT_ALLOWED', 'Demo coins are worth nothing.')
    return once(tx, { owner: user, key, content: { do: 'payout', amount }, now }, async () => {
      const id = ledger.newId(now)
      const hold = await ledger.hold(tx, { user, amount, expiresAt: null, reference: id })
      const row: PayoutRow = {
        ...{ id, user, at: now, amount, status: 'requested', decidedAt: null, note: '', hold: hold.id },
      }
      await insertPayout(tx, row)
      return toPayout(row)
    })
  })
}

export interface Decision {
  readonly payout: string
  readonly by: UserId
  readonly note: string
  readonly address: string
}

/** It was paid: the coins leave. Again, it changes nothing. Faults: NOT_FOUND, CONFLICT where it was decided otherwise. */
export function approve(needs: PayoutNeeds, decision: Decision): Promise<Payout> {
  return decide(needs, decision, 'approved', async (tx, { hold, amount, id }) => {
    const part = { to: 'payouts', amount, kind: 'payout', note: decision.note, reference: id } as const
    await needs.ledger.capture(tx, { hold, parts: [part] })
  })
}

/** It is not paid: the coins go back. Again, it changes nothing. Faults: NOT_FOUND, CONFLICT where it was decided otherwise. */
export function reject(needs: PayoutNeeds, decision: Decision): Promise<Payout> {
  return decide(needs, decision, 'rejected', async (tx, { hold }) => {
    await needs.ledger.release(tx, { hold })
  })
}

/** Whoever asked for it does not want it any more. Faults: NOT_FOUND, also for somebody else's; CONFLICT once it was paid. */
export function takeBack(needs: PayoutNeeds, decision: Omit<Decision, 'note'>): Promise<Payout> {
  return decide(
    needs,
    { ...decision, note: 'Taken back' },
    'rejected',
    async (tx, { hold }) => {
      await needs.ledger.release(tx, { hold })
    },
    decision.by,
  )
}

/** Newest first. Faults: NOT_ALLOWED for everybody's by somebody who is no admin. */
export async function listPayouts(
  db: Db,
  asked: {
    readonly caller: { readonly user: UserId; readonly role: string }
    readonly all: boolean
    readonly status: Payout['status'] | undefined
  },
): Promise<Payout[]> {
  const { caller, all, status } = asked
  if (all && caller.role !== 'admin') throw new Fault('NOT_ALLOWED')
  return (await readPayouts(db, { user: all ? null : caller.user, status })).map(toPayout)
}

async function decide(
  { database, clock, recordSecurityEvent }: PayoutNeeds,
  { payout: id, by, note, address }: Decision,
  status: 'approved' | 'rejected',
  book: (tx: Db, row: PayoutRow) => Promise<void>,
  /** Only this one's. */
  owner?: UserId,
): Promise<Payout> {
  return await database.transaction(async (tx) => {
    const row = await lockPayout(tx, id)
    if (row === null || (owner !== undefined && row.user !== owner)) throw new Fault('NOT_FOUND')
    if (row.status === status) return toPayout(row)
    if (row.status !== 'requested') throw new Fault('CONFLICT', `This payout was ${row.status}.`)
    await book(tx, row)
    const decided = { ...row, status, note, decidedAt: clock() }
    await decidePayout(tx, { ...decided, by })
    await recordSecurityEvent(tx, {
      ...{ at: decided.decidedAt, kind: `payout.${status}`, actor: by, subject: row.user, address },
      details: { payout: id, amount: row.amount },
    })
    return toPayout(decided)
  })
}

function toPayout({ id, user, at, amount, status, decidedAt, note }: PayoutRow): Payout {
  return { id, user, at, amount, status, decidedAt, note }
}
