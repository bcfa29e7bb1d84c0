import type { UserId } from '@stoa/contract/http'
import type { Db } from '../../platform/database/database.ts'
import { isRinging } from './call.ts'
import { type FinishNeeds, finishCalls } from './finish.ts'
import type { Needs } from './needs.ts'
import { lockCallBetween, lockPair } from './store.ts'

/** Ends the call of two people with each other once there is a block between them, in the transaction that set it (M5). */
export async function blockChanged(
  needs: FinishNeeds & Pick<Needs, 'clock'>,
  tx: Db,
  { by, user, blocked }: { readonly by: UserId; readonly user: UserId; readonly blocked: boolean },
): Promise<void> {
  if (!blocked) return
  await lockPair(tx, by, user)
  const call = await lockCallBetween(tx, by, user)
  if (call === undefined) return
  const at = needs.clock()
  // Nobody is told who blocked whom.
  if (isRinging(call)) {
    const state = call.callerId === by ? 'cancelled' : 'declined'
    await finishCalls(needs, tx, [{ call, state, end: null, at, by: null }])
  } else await finishCalls(needs, tx, [{ call, state: 'ended', end: 'hung_up', at, by: null }])
}
