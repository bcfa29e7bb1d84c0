import { Fault } from '@stoa/contract/http'
import type { Db } from '../../platform/database/database.ts'
import type { Call } from './call.ts'
import { type Callee, readCallee } from './creators/store.ts'
import { ringPush, tellState } from './finish.ts'
import { countStart, refuseFlash } from './flash.ts'
import type { Needs, Wanted } from './needs.ts'
import { insertCall, lockStart, readByKey, takeParties } from './store.ts'

export type StartNeeds = Pick<
  Needs,
  'database' | 'rooms' | 'accounts' | 'wallet' | 'notifications' | 'recordSecurityEvent' | 'clock' | 'timing'
>

/**
 * Calls a creator: both are busy, the first minute is held and the creator is rung, or nothing happened (C2). Repeated with the same key it gives
 * the call it began (W6).
 *
 * Faults: BAD_REQUEST for oneself; NOT_FOUND for somebody who cannot be called; BLOCKED; NOT_ALLOWED between demo and real accounts and
 * for flash calls (B1, `until`); CONFLICT where one of the two is busy, the creator offline or the rate another one (`why`), or the key was
 * used for another call; PAYMENT_REQUIRED with what is `needed` and `available`.
 */
export async function startCall(needs: StartNeeds, wanted: Wanted): Promise<Call> {
  if (wanted.caller === wanted.creator) throw new Fault('BAD_REQUEST', 'You cannot call yourself.')
  // Not the database's to know, so asked before its transaction.
  const connected = await needs.rooms.online(wanted.creator)
  return needs.database.transaction(async (tx) => {
    await lockStart(tx, wanted.caller, wanted.creator)
    const earlier = await readByKey(tx, wanted.caller, wanted.key)
    if (earlier !== undefined) return repeated(earlier, wanted)
    const callee = await admit(needs, tx, wanted)
    await refuseUnlessFree(needs, tx, { wanted, callee, connected })
    await refuseFlash(tx, wanted.caller, needs.clock())
    return ring(needs, tx, { wanted, rate: callee.rate, connected })
  })
}

function repeated(earlier: Call, { creator, media, rate = earlier.rate }: Wanted): Call {
  if (earlier.creatorId === creator && earlier.media === media && earlier.rate === rate) return earlier
  throw new Fault('CONFLICT', 'This key was used for another call.')
}

/** May this one call that one at all? */
async function admit(
  { accounts, clock }: Pick<Needs, 'accounts' | 'clock'>,
  tx: Db,
  { caller, creator }: Wanted,
): Promise<Callee> {
  const callee = await readCallee(tx, { creator, caller, now: clock() })
  if (callee === undefined) throw new Fault('NOT_FOUND', 'There is no such creator.')
  if ((await accounts.blockedAmong(tx, caller, [creator])).size > 0)
    throw new Fault('BLOCKED', 'You cannot call this person.')
  if (callee.demo !== callee.callerDemo)
    throw new Fault('NOT_ALLOWED', 'Demo accounts call each other only: their coins are worth nothing.')
  return callee
}

async function refuseUnlessFree(
  { notifications }: Pick<Needs, 'notifications'>,
  tx: Db,
  { wanted, callee, connected }: { wanted: Wanted; callee: Callee; connected: boolean },
): Promise<void> {
  const { creator, media, rate = callee.rate } = wanted
  if (rate !== callee.rate) throw conflict('rate', 'They changed what a minute costs. Look before you call.')
  if (!callee[media]) throw conflict('media', `They take no ${media} calls.`)
  const reachable = connected || (await notifications.reachable(tx, [creator])).has(creator)
  if (!callee.available || !reachable) throw conflict('offline', 'They take no calls now.')
  if (callee.busy) throw conflict('busy', 'They are in a call.')
  if (callee.callerBusy) throw conflict('calling', 'You are in a call already.')
}

function conflict(why: 'rate' | 'media' | 'offline' | 'busy' | 'calling', message: string): Fault {
  return new Fault('CONFLICT', message, { details: { why } })
}

async function ring(
  needs: StartNeeds,
  tx: Db,
  { wanted, rate, connected }: { wanted: Wanted; rate: number; connected: boolean },
): Promise<Call> {
  const { database, rooms, accounts, wallet, notifications, clock, timing } = needs
  const { caller, creator, media, key } = wanted
  const { room: id } = await rooms.create(tx, {
    kind: 'call',
    name: null,
    by: caller,
    members: [
      { user: caller, role: 'member' },
      { user: creator, role: 'member' },
    ],
  })
  // Whoever calls at the same moment waits here for this transaction, and then finds them busy.
  if (!(await takeParties(tx, id, [caller, creator]))) throw conflict('busy', 'They are in a call.')
  const now = clock()
  const hold = await wallet.hold(tx, {
    user: caller,
    amount: rate,
    // No clock takes it from whoever is to be paid by it: a call is settled, however late.
    expiresAt: null,
    reference: id,
  })
  const call = await insertCall(tx, {
    ...{ id, caller, creator, media, rate, key },
    ...{ state: connected ? 'ringing' : 'initiated', createdAt: now, deadlineAt: now + timing.ring },
    ...{ heldMs: 60_000, hold: hold.id },
  })
  await countStart(needs, tx, { caller, now })
  await tellState(needs, tx, call, caller)
  const from = (await accounts.profiles(tx, [caller])).get(caller)?.name ?? ''
  database.afterCommit(tx, () =>
    notifications.push(creator, { kind: 'call', call: id, from, media }, ringPush(call, timing.ring)),
  )
  return call
}
