import {
  demoSignIn,
  listDemoAccounts,
  listDevices,
  login,
  logout,
  renewSession,
  revokeDevice,
  verify,
} from '@stoa/contract/accounts'
import { Fault } from '@stoa/contract/http'
import { type BoundRoute, bind } from '../../../platform/http/handler.ts'
import { demoUsers, enterDemo } from '../demo/demo.ts'
import type { Needs } from '../needs.ts'
import { toProfiles } from '../profile.ts'
import { askForCode } from '../signin/ask.ts'
import { verifyCode } from '../signin/verify.ts'
import { revokeDevice as revoke } from './end.ts'
import { renew } from './renew.ts'
import { clearRefreshCookie, refreshCookie, replySession } from './reply.ts'
import { readDevices } from './store.ts'

/** Coming, staying and going. */
export function sessionRoutes(needs: Needs): readonly BoundRoute[] {
  const { database, rooms, access, clock } = needs
  const { db } = database
  const replying = { db, rooms, access }
  return [
    bind(login, ({ body }) => askForCode(needs, body.email)),
    bind(verify, async (call) => {
      const { email, code, device: named, tokens } = call.body
      const { address, userAgent } = call.origin
      const signedIn = await verifyCode(needs, { email, code, named, userAgent, address })
      return replySession(replying, call, { ...signedIn, tokens })
    }),
    bind(listDemoAccounts, async () => {
      const users = await demoUsers(needs, db)
      return { accounts: await toProfiles(db, rooms, { users, viewer: null }) }
    }),
    bind(demoSignIn, async (call) => {
      const { user, device: named, tokens } = call.body
      const { address, userAgent } = call.origin
      const signedIn = await enterDemo(needs, { user, named, userAgent, address })
      return replySession(replying, call, { ...signedIn, tokens })
    }),
    bind(renewSession, async (call) => {
      const cookie = refreshCookie(call)
      const refreshToken = call.body.refreshToken ?? cookie
      if (refreshToken === undefined) throw new Fault('NOT_SIGNED_IN')
      const { address } = call.origin
      const tokens = call.body.refreshToken === undefined ? 'cookie' : 'body'
      try {
        return await replySession(replying, call, {
          ...(await renew(needs, { refreshToken, address })),
          tokens,
        })
      } catch (error) {
        if (tokens === 'cookie' && error instanceof Fault && error.code === 'SESSION_ENDED')
          clearRefreshCookie(call)
        throw error
      }
    }),
    bind(logout, async (call) => {
      const { caller, origin } = call
      await revoke(needs, { device: caller.device, caller, address: origin.address })
      clearRefreshCookie(call)
      return undefined
    }),
    bind(listDevices, async ({ caller }) => {
      const devices = await readDevices(db, caller.user, clock())
      return {
        devices: devices.map(({ id, name, address, createdAt, usedAt }) => {
          return { id, name, address, createdAt, usedAt, current: id === caller.device }
        }),
      }
    }),
    bind(revokeDevice, async ({ params, caller, origin }) => {
      await revoke(needs, { device: params.device, caller, address: origin.address })
      return undefined
    }),
  ]
}
