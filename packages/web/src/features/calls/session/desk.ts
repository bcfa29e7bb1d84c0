import type { Store } from '@stoa/client'
import { isOver } from '@stoa/client/calling'
import type { RoomId } from '@stoa/contract/http'
import type { CallSession } from './callSession.ts'
import { cell } from './cell.ts'

const key = 'stoa.call'

/** The one call this page takes part in, kept while its person looks at other pages. */
export interface Desk extends Store<CallSession | undefined> {
  /** This page begins or takes the call: also after being loaded anew. */
  mark(call: RoomId): void
  isMarked(call: RoomId): boolean
  take(session: CallSession): void
  /** Closes it, where it is the one that is taken. */
  leave(session: CallSession): void
}

export function createDesk(storage: Storage): Desk {
  const held = cell<CallSession | undefined>(undefined)

  function leave(session: CallSession): void {
    if (held.get() !== session) return
    held.set(undefined)
    session.close()
  }

  return {
    get: held.get,
    subscribe: held.subscribe,
    mark: (call) => storage.setItem(key, call),
    isMarked: (call) => storage.getItem(key) === call,
    take(session) {
      const before = held.get()
      if (before === session) return
      if (before !== undefined) leave(before)
      storage.setItem(key, session.id)
      held.set(session)
      session.takePart()
      session.call.subscribe(() => {
        const { call } = session.call.get()
        if (call !== undefined && isOver(call) && storage.getItem(key) === session.id) storage.removeItem(key)
      })
    },
    leave,
  }
}
