import { type DeviceId, Fault, type UserId } from '@stoa/contract/http'
import type { Clock } from '../../../platform/clock/clock.ts'
import type { Database, Db } from '../../../platform/database/database.ts'
import type { Caller } from '../../../platform/http/handler.ts'
import type { Rooms } from '../../../rooms/rooms.ts'
import { recordSecurityEvent } from '../audit/log.ts'
import type { Standings } from './standings.ts'
import { deleteDevice } from './store.ts'

/** Puts a deleted device out on every node, once the transaction has committed. */
export type EndDevice = (
  tx: Db,
  device: { readonly user: UserId; readonly device: DeviceId },
  message: string,
) => void

export function deviceEnder(needs: {
  readonly database: Database
  readonly standings: Standings
  readonly rooms: Pick<Rooms, 'disconnect'>
}): EndDevice {
  return (tx, device, message) =>
    needs.database.afterCommit(tx, () => {
      needs.standings.changed(device)
      needs.rooms.disconnect(device, { kind: 'session_ended', message })
    })
}

/** Signs one of the caller's devices out, the one they call from or another. Faults: NOT_FOUND. */
export async function revokeDevice(
  needs: { readonly database: Database; readonly clock: Clock; readonly endDevice: EndDevice },
  revoked: { readonly device: DeviceId; readonly caller: Caller; readonly address: string },
): Promise<void> {
  const { device, caller, address } = revoked
  const { user } = caller
  const own = device === caller.device
  await needs.database.transaction(async (tx) => {
    if (!(await deleteDevice(tx, { id: device, user }))) throw new Fault('NOT_FOUND')
    await recordSecurityEvent(tx, {
      at: needs.clock(),
      kind: own ? 'signout' : 'device.revoked',
      actor: user,
      subject: user,
      address,
      details: { device },
    })
    needs.endDevice(tx, { user, device }, own ? 'You signed out.' : 'This device was signed out.')
  })
}
