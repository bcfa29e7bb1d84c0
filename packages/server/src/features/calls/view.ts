import type { CallView } from '@stoa/contract/calls'
import type { UserId } from '@stoa/contract/http'
import { charge } from '../wallet/index.ts'
import { type Call, secondsOf } from './call.ts'
import { paidUntil } from './metering.ts'

/** A call as this one of the two sees it: what the house takes is between it and the creator. */
export function toView(call: Call, viewer: UserId): CallView {
  const seconds = secondsOf(call)
  const earns = viewer === call.creatorId
  return {
    id: call.id,
    caller: call.callerId,
    creator: call.creatorId,
    media: call.media,
    state: call.state,
    rate: call.rate,
    createdAt: call.createdAt,
    acceptedAt: call.acceptedAt,
    connectedAt: call.connectedAt,
    endedAt: call.endedAt,
    end: call.end,
    seconds,
    cost: call.charge ?? charge(call.rate, seconds),
    earned: earns ? call.earned : null,
    fee: earns ? call.fee : null,
    settled: call.settledAt !== null,
    paidUntil: call.endedAt === null ? paidUntil(call) : null,
    last: call.last,
    stars: call.stars,
  }
}
