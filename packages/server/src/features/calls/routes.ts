import {
  acceptCall,
  beatCall,
  changeCreator,
  declineCall,
  endCall,
  getCall,
  getCreator as getCreatorRoute,
  getEarnings,
  getIceServers,
  listCalls,
  listCreators,
  rateCall as rateCallRoute,
  reportCall as reportCallRoute,
  startCall as startCallRoute,
} from '@stoa/contract/calls'
import { type BoundRoute, bind } from '../../platform/http/handler.ts'
import { rateCall, reportCall } from './afterwards.ts'
import { createBeats } from './beats.ts'
import { sideOf } from './call.ts'
import { findCreators, getCreator } from './creators/directory.ts'
import { savePage } from './creators/store.ts'
import { readEarnings } from './earnings.ts'
import { iceServersFor } from './ice.ts'
import type { Needs } from './needs.ts'
import { startCall } from './start.ts'
import { accept, createLeave } from './steps.ts'
import { readCall, readCallsOf } from './store.ts'
import { toView } from './view.ts'

export function callRoutes(needs: Needs): BoundRoute[] {
  const { db } = needs.database
  const leave = createLeave(needs)
  const takeBeat = createBeats(needs)
  return [
    bind(listCreators, ({ query: { query, after, limit }, caller: { user: viewer } }) =>
      findCreators(needs, { viewer, query, after, limit }),
    ),
    bind(getCreatorRoute, ({ params: { user }, caller: { user: viewer } }) =>
      getCreator(needs, { user, viewer }),
    ),
    bind(changeCreator, async ({ body, caller: { user } }) => {
      await savePage(db, user, body)
      return getCreator(needs, { user, viewer: user })
    }),
    bind(startCallRoute, async ({ body, caller: { user } }) =>
      toView(await startCall(needs, { ...body, caller: user }), user),
    ),
    bind(acceptCall, async ({ params: { call }, caller: { user } }) =>
      toView(await accept(needs, { call, user }), user),
    ),
    bind(declineCall, async ({ params: { call }, caller: { user } }) =>
      toView(await leave({ call, user, step: 'decline' }), user),
    ),
    bind(endCall, async ({ params: { call }, caller: { user } }) =>
      toView(await leave({ call, user, step: 'end' }), user),
    ),
    bind(beatCall, async ({ params: { call }, body: { connected }, caller: { user } }) =>
      toView(await takeBeat({ call, user, connected }), user),
    ),
    bind(rateCallRoute, async ({ params: { call }, body, caller: { user } }) =>
      toView(await rateCall(needs, { ...body, call, user }), user),
    ),
    bind(
      reportCallRoute,
      async ({ params: { call }, body: { reason }, caller: { user }, origin: { address } }) => {
        await reportCall(needs, { call, user, reason, address })
        return undefined
      },
    ),
    bind(listCalls, async ({ query: { before, limit }, caller: { user } }) => ({
      calls: (await readCallsOf(db, { user, before, limit })).map((call) => toView(call, user)),
    })),
    bind(getCall, async ({ params, caller: { user } }) => {
      const call = await readCall(db, params.call)
      sideOf(call, user)
      if (call === undefined) throw new Error('a stranger was let in')
      return toView(call, user)
    }),
    bind(getIceServers, async ({ caller: { user } }) =>
      iceServersFor(needs.config, { user, now: needs.clock() }),
    ),
    bind(getEarnings, ({ query, caller: { user: creator } }) => readEarnings(db, { ...query, creator })),
  ]
}
