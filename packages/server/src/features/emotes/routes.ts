import {
  type EmoteSettings,
  getAllowedEmotes,
  getInterval,
  getThreshold,
  listEmoteCounts,
  listMoments,
  setAllowedEmotes,
  setInterval as setIntervalRoute,
  setThreshold,
} from '@stoa/contract/emotes'
import { Fault, type RoomId } from '@stoa/contract/http'
import { type BoundRoute, bind, type Caller } from '../../platform/http/handler.ts'
import type { EmoteNeeds } from './needs.ts'
import { readDropped, readMinutes, readMoments } from './runner/store.ts'
import type { InForce, Settings } from './settings/settings.ts'

export type RouteNeeds = Pick<EmoteNeeds, 'database' | 'rooms' | 'recordSecurityEvent' | 'clock'> & {
  readonly settings: Settings
}

export function emoteRoutes(needs: RouteNeeds): BoundRoute[] {
  const { settings, rooms } = needs
  const { db } = needs.database

  /** What the room's members may see, strangers may not know of (T8); rooms of other kinds have no emotes. */
  async function mustSee(stream: RoomId, { user }: Caller) {
    const member = await rooms.membership(db, stream, user)
    if (member.kind !== 'stream') throw new Fault('NOT_FOUND')
    return member
  }

  async function read(
    { stream }: { readonly stream?: RoomId | undefined },
    caller: Caller,
  ): Promise<InForce> {
    if (stream !== undefined) await mustSee(stream, caller)
    return settings.load(stream)
  }

  async function change(
    { stream }: { readonly stream?: RoomId | undefined },
    set: Partial<EmoteSettings>,
    { caller, address }: { readonly caller: Caller; readonly address: string },
  ): Promise<InForce> {
    if (stream === undefined) {
      if (caller.role !== 'admin')
        throw new Fault(
          'NOT_ALLOWED',
          'Only admins change this for all streams. Name one of yours by `?stream=`.',
        )
    } else if ((await mustSee(stream, caller)).role !== 'owner')
      throw new Fault('NOT_ALLOWED', 'Only the host of a stream changes its emotes.')
    return settings.change({
      stream,
      set,
      async within(tx) {
        if (stream !== undefined) return
        const event = {
          at: needs.clock(),
          kind: 'settings.changed',
          actor: caller.user,
          subject: null,
        } as const
        await needs.recordSecurityEvent(tx, { ...event, address, details: { emotes: set } })
      },
    })
  }

  return [
    bind(getInterval, async ({ query, caller }) => {
      const { interval } = await read(query, caller)
      return { interval }
    }),
    bind(setIntervalRoute, async ({ query, body, caller, origin: { address } }) => {
      const { interval } = await change(query, body, { caller, address })
      return { interval }
    }),
    bind(getThreshold, async ({ query, caller }) => {
      const { threshold } = await read(query, caller)
      return { threshold }
    }),
    bind(setThreshold, async ({ query, body, caller, origin: { address } }) => {
      const { threshold } = await change(query, body, { caller, address })
      return { threshold }
    }),
    bind(getAllowedEmotes, async ({ query, caller }) => {
      const { allowedEmotes } = await read(query, caller)
      return { allowedEmotes }
    }),
    bind(setAllowedEmotes, async ({ query, body, caller, origin: { address } }) => {
      const { allowedEmotes } = await change(query, body, { caller, address })
      return { allowedEmotes }
    }),
    bind(listMoments, async ({ params: { stream }, caller }) => {
      await mustSee(stream, caller)
      const moments = await readMoments(db, stream)
      return { moments: moments.map(({ moment, seq }) => ({ ...moment, seq })) }
    }),
    bind(listEmoteCounts, async ({ params: { stream }, query, caller }) => {
      await mustSee(stream, caller)
      const { from = 0, to = Number.MAX_SAFE_INTEGER } = query
      const minutes = await readMinutes(db, { stream, from, to })
      return {
        minutes: minutes.map(({ at, counts }) => ({ at, counts: { ...counts } })),
        dropped: await readDropped(db, stream),
      }
    }),
  ]
}
