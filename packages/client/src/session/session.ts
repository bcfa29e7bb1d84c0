import { type Me, renewSession, Session as SessionReply } from '@stoa/contract/accounts'
import { Fault } from '@stoa/contract/http'
import * as z from 'zod'
import type { SessionState, Store } from '../api.ts'
import type { Http } from '../http/http.ts'
import { toFault } from '../http/refusal.ts'
import type { Storage } from '../storage/storage.ts'
import { cell } from '../store/cell.ts'
import type { Tabs } from '../tabs/tabs.ts'
import type { Time } from '../time/time.ts'
import { type Access, accessOf } from './access.ts'
import { forgetKept, readKept, writeKept } from './keep.ts'

export interface SessionOptions {
  readonly http: Http
  readonly storage: Storage
  readonly tabs: Tabs
  readonly time: Time
  /** Where the refresh token is: see the contract's `tokens`. */
  readonly tokens: 'cookie' | 'body'
}

export interface Session {
  readonly state: Store<SessionState>
  /** Finds out who is signed in. Somebody remembered is signed in at once, also without a network. */
  restore(): Promise<void>
  /** Resolves once nothing is being renewed, so that what then signs in is not undone by an older answer. */
  settled(): Promise<void>
  /** An access token worth using now. Rejects with NOT_SIGNED_IN, with UNAVAILABLE, or with why the session ended. */
  token(): Promise<string>
  /** The same after this one was refused. */
  renew(refused: string): Promise<string>
  accept(reply: SessionReply): Promise<void>
  /** My account has changed. */
  change(me: Me): Promise<void>
  end(reason?: Fault): Promise<void>
  /** Told of each new access token while signed in. */
  renewed(listener: (token: string) => void): () => void
  stop(): void
}

/** What tabs tell each other. */
const Told = z.union([z.object({ session: SessionReply }), z.object({ ended: z.literal(true) })])

export function createSession({ http, storage, tabs, time, tokens }: SessionOptions): Session {
  const state = cell<SessionState>({ status: 'restoring' })
  const listeners = new Set<(token: string) => void>()
  let access: Access | undefined
  let renewing: Promise<string> | undefined
  let cancelRenewal = () => {}
  let stopped = false

  const leaveTabs = tabs.listen((message) => {
    const told = Told.safeParse(message)
    if (!told.success) return
    if ('ended' in told.data) settle(undefined)
    else adopt(told.data.session)
  })

  function adopt(reply: SessionReply): void {
    if (stopped) return
    const next = accessOf(reply, time.now())
    access = next
    signIn(reply.user)
    cancelRenewal()
    cancelRenewal = time.after(next.renewAt - time.now(), renewInTime)
    for (const listener of [...listeners]) listener(next.token)
  }

  function renewInTime(): void {
    // Where this fails for want of a network, whoever needs a token next tries again.
    if (access !== undefined) renew(access.token).catch(() => {})
  }

  function signIn(me: Me): void {
    const now = state.get()
    if (now.status === 'signed-in' && JSON.stringify(now.me) === JSON.stringify(me)) return
    state.set({ status: 'signed-in', me })
  }

  function settle(reason: Fault | undefined): void {
    cancelRenewal()
    access = undefined
    state.set(reason === undefined ? { status: 'signed-out' } : { status: 'signed-out', reason })
  }

  async function accept(reply: SessionReply): Promise<void> {
    const refreshToken = tokens === 'body' ? reply.refreshToken : undefined
    try {
      await writeKept(
        storage,
        refreshToken === undefined ? { me: reply.user } : { me: reply.user, refreshToken },
      )
    } finally {
      // The old tokens are gone: these are used also where they cannot be kept.
      tabs.tell({ session: { ...reply, refreshToken: undefined } })
      adopt(reply)
    }
  }

  async function end(reason?: Fault): Promise<void> {
    settle(reason)
    tabs.tell({ ended: true })
    await forgetKept(storage)
  }

  async function askForRenewal(refused: string | undefined): Promise<string> {
    // While we waited for our turn another tab may have done it.
    if (access !== undefined && access.token !== refused) return access.token
    try {
      const reply = SessionReply.parse(await http(renewSession, { body: await renewalBody() }))
      if (stopped) throw new Fault('UNAVAILABLE', 'The client was stopped.')
      await accept(reply)
      return reply.accessToken
    } catch (error) {
      const fault = toFault(error)
      if (fault.statusCode === 401 || fault.code === 'BANNED') await refuse(fault)
      throw fault
    }
  }

  async function refuse(fault: Fault): Promise<void> {
    const { status } = state.get()
    if (status === 'signed-in') await end(fault)
    // A newcomer has no session that could have ended.
    else if (status === 'restoring') settle(fault.code === 'NOT_SIGNED_IN' ? undefined : fault)
  }

  async function renewalBody(): Promise<{ refreshToken?: string }> {
    if (tokens === 'cookie') return {}
    const refreshToken = (await readKept(storage))?.refreshToken
    if (refreshToken === undefined) throw new Fault('NOT_SIGNED_IN')
    return { refreshToken }
  }

  function renew(refused: string | undefined): Promise<string> {
    if (access !== undefined && access.token !== refused) return Promise.resolve(access.token)
    renewing ??= tabs
      .exclusive('renewal', () => askForRenewal(refused))
      .finally(() => {
        renewing = undefined
      })
    return renewing
  }

  async function token(): Promise<string> {
    if (state.get().status === 'signed-out') throw new Fault('NOT_SIGNED_IN')
    if (access !== undefined && time.now() < access.until) return access.token
    return await renew(access?.token)
  }

  async function restore(): Promise<void> {
    const kept = await readKept(storage)
    if (kept !== undefined) state.set({ status: 'signed-in', me: kept.me })
    else if (tokens === 'body') return settle(undefined)
    const renewal = renew(undefined)
    if (kept === undefined) {
      await renewal.catch(() => {
        if (state.get().status === 'restoring') settle(undefined)
      })
    }
    // Remembered: usable offline already. `renew` itself signs out where the server says so.
    else renewal.catch(() => {})
  }

  return {
    state,
    restore,
    settled: async () => void (await renewing?.catch(() => undefined)),
    token,
    renew,
    accept,
    end,
    async change(me) {
      const kept = await readKept(storage)
      await writeKept(storage, { ...kept, me })
      signIn(me)
    },
    renewed(listener) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    stop() {
      stopped = true
      cancelRenewal()
      leaveTabs()
      listeners.clear()
    },
  }
}
