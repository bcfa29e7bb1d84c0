import type { CallView } from '@stoa/contract/calls'
import type { RoomId } from '@stoa/contract/http'
import type { Client, Store } from '../api.ts'
import { cell } from '../store/cell.ts'
import { systemTime, type Time } from '../time/time.ts'
import { type FollowedCall, followCall } from './follow-call.ts'
import { isOver } from './view.ts'

export interface CallsNow {
  /** Somebody calls me. */
  readonly incoming: CallView | undefined
  /** I am in it, or I ring somebody, on whatever device. */
  readonly ongoing: CallView | undefined
}

/** My calls that are not over, wherever they were begun (C3). Stop it when nobody looks. */
export interface WatchedCalls extends Store<CallsNow> {
  stop(): void
}

export interface WatchOptions {
  readonly report?: (error: unknown) => void
  /** For tests. */
  readonly time?: Time
}

/** Nobody has more calls at once than one; a few more are looked at, as the newest may have been refused. */
const newest = 3

export function watchCalls(client: Client, options: WatchOptions = {}): WatchedCalls {
  const { time = systemTime, report = (error: unknown) => console.warn('stoa:', error) } = options
  const store = cell<CallsNow>({ incoming: undefined, ongoing: undefined })
  /** Every room looked at, those that are over too. */
  const looked = new Map<RoomId, FollowedCall>()

  function show(): void {
    const session = client.session.get()
    const me = session.status === 'signed-in' ? session.me.id : undefined
    const calls = [...looked.values()].flatMap((one) => one.get() ?? [])
    const rings = ({ state }: CallView) => state === 'initiated' || state === 'ringing'
    const incoming = calls.find((call) => call.creator === me && rings(call))
    const ongoing = calls.find((call) => call.state === 'ongoing' || (call.caller === me && rings(call)))
    const shown = store.get()
    if (shown.incoming !== incoming || shown.ongoing !== ongoing) store.set({ incoming, ongoing })
  }

  function look(): void {
    const rooms = client.rooms.get().rooms.filter(({ kind }) => kind === 'call')
    rooms.sort((one, two) => two.createdAt - one.createdAt)
    for (const { id } of rooms.slice(0, newest)) if (!looked.has(id)) watch(id)
  }

  function watch(room: RoomId): void {
    const followed = followCall(client, room, {
      time,
      report,
      on: {
        call(call) {
          // Nothing of it changes any more that would be shown here. Not before `followed` is known.
          if (isOver(call)) queueMicrotask(followed.stop)
          show()
        },
        failed() {
          show()
        },
      },
    })
    looked.set(room, followed)
  }

  look()
  const leave = client.rooms.subscribe(look)

  return {
    get: store.get,
    subscribe: store.subscribe,
    stop() {
      leave()
      for (const followed of looked.values()) followed.stop()
    },
  }
}
