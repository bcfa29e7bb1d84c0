import type { UserId } from '@stoa/contract/http'
import { cursor } from '@stoa/contract/interviews'
import type { Signal } from '@stoa/contract/rooms'
import type * as z from 'zod'
import type { Time } from '../time/time.ts'
import type { Whereabouts } from './api.ts'

export type Cursor = z.input<(typeof cursor)['body']>

export interface WhereaboutsOptions {
  readonly me: UserId
  readonly time: Time
  readonly signal: (at: Cursor) => void
  /** Somebody came to, moved in or left these documents. */
  readonly changed: (documents: ReadonlySet<number | null>) => void
}

/** Where everybody is (P3): tells the others where this person is, and keeps what they tell for as long as they are there. */
export interface Places {
  move(at: Cursor): void
  /** This person is not in this document any more, or not with a cursor. */
  leave(document: number, entirely: boolean): void
  heard(signals: readonly Signal[]): void
  present(users: readonly UserId[]): void
  all(): ReadonlyMap<UserId, Whereabouts>
  /** Cursors in a document. */
  in(document: number): readonly { readonly user: UserId; readonly at: Cursor }[]
  /** This person looks at something else. */
  goodbye(): void
  stop(): void
}

/** At most 10 a second (P4), with something to spare for how they travel. */
const apart = 110
/** Whoever said nothing for this long has vanished (P3), so whoever is there says so more often. */
const patience = 30_000
const again = 12_000

export function createPlaces({ me, time, signal, changed }: WhereaboutsOptions): Places {
  let mine: Cursor | undefined
  let toldAt = Number.NEGATIVE_INFINITY
  let cancelTell: (() => void) | undefined
  let cancelAgain = () => {}
  let cancelForget: (() => void) | undefined
  const others = new Map<UserId, { readonly at: Cursor; readonly heardAt: number }>()
  let here: ReadonlySet<UserId> = new Set()

  function tellSoon(): void {
    if (mine === undefined) return
    const wait = toldAt + apart - time.now()
    if (wait <= 0 && cancelTell === undefined) tell()
    else cancelTell ??= time.after(Math.max(0, wait), tell)
  }

  function tell(): void {
    cancelTell?.()
    cancelTell = undefined
    cancelAgain()
    if (mine === undefined) return
    toldAt = time.now()
    cancelAgain = time.after(again, tellSoon)
    signal(mine)
  }

  function forget(users: Iterable<UserId>): void {
    const left = new Set<number | null>()
    for (const user of users) {
      const known = others.get(user)
      if (known !== undefined) left.add(known.at.document)
      others.delete(user)
    }
    if (left.size > 0) changed(left)
  }

  function forgetSilent(): void {
    cancelForget = undefined
    const now = time.now()
    forget([...others].filter(([, { heardAt }]) => now - heardAt >= patience).map(([user]) => user))
    forgetLater()
  }

  function forgetLater(): void {
    const oldest = Math.min(...[...others.values()].map(({ heardAt }) => heardAt))
    if (others.size > 0) cancelForget ??= time.after(oldest + patience - time.now(), forgetSilent)
  }

  return {
    move(at) {
      mine = at
      tellSoon()
    },
    leave(document, entirely) {
      // Whoever has gone to another one since is there.
      if (mine?.document !== document) return
      mine = { document: entirely ? null : document }
      tellSoon()
    },
    heard(signals) {
      const moved = new Set<number | null>()
      for (const { type, from, body } of signals) {
        if (type !== cursor.name || from === null || from === me) continue
        const at = cursor.body.safeParse(body)
        if (!at.success) continue
        const before = others.get(from)
        if (before !== undefined) moved.add(before.at.document)
        moved.add(at.data.document)
        others.set(from, { at: at.data, heardAt: time.now() })
      }
      if (moved.size > 0) changed(moved)
      forgetLater()
    },
    present(users) {
      const now = new Set(users)
      const came = users.some((user) => !here.has(user))
      const left = [...here].filter((user) => !now.has(user))
      here = now
      forget(left)
      if (came) tellSoon()
    },
    all: () =>
      new Map(
        [...others].map(([user, { at }]) => [
          user,
          at.pointer === undefined
            ? { document: at.document }
            : { document: at.document, pointer: at.pointer },
        ]),
      ),
    in: (document) =>
      [...others].flatMap(([user, { at }]) => (at.document === document ? [{ user, at }] : [])),
    goodbye() {
      if (mine === undefined) return
      mine = { document: null }
      tell()
    },
    stop() {
      cancelTell?.()
      cancelAgain()
      cancelForget?.()
    },
  }
}
