import type { RoomId } from '@stoa/contract/http'
import { emptyStaff, foldStaff, type StaffState } from '@stoa/contract/interviews'
import type { Client } from '../api.ts'
import type { Time } from '../time/time.ts'
import { readStaff } from './timeline.ts'

/** The interviewers' room of an interview, for those who are in it (P9). */
export interface Staff {
  /** Null for whoever is no interviewer, and until it was read: nothing yet is not nothing. */
  readonly state: StaffState | null
  readonly room: RoomId | null
  /** Which room it is now; null for none. */
  follow(room: RoomId | null): void
  stop(): void
}

const retryAfter = 3_000

export function createStaff(options: {
  readonly client: Pick<Client, 'call' | 'listen'>
  readonly time: Time
  readonly changed: () => void
  /** Whether this person still is an interviewer, only the session says. */
  readonly doubted: () => void
  readonly report: (error: unknown) => void
}): Staff {
  const { client, time, changed, doubted, report } = options
  let state: StaffState | null = null
  let room: RoomId | null = null
  let leave = () => {}

  function start(of: RoomId): void {
    let folded = emptyStaff
    let isOver = false
    let stop = () => {}
    leave = () => {
      isOver = true
      stop()
    }
    readStaff(client.call, of, (entries) => {
      folded = entries.reduce(foldStaff, folded)
    }).then(
      (from) => {
        if (isOver) return
        state = folded
        changed()
        stop = client.listen(of, from, {
          entries(entries) {
            state = entries.reduce(foldStaff, state ?? emptyStaff)
            changed()
          },
          restarted: () => start(of),
          failed: doubted,
        })
      },
      (error: unknown) => {
        if (isOver) return
        report(error)
        doubted()
        stop = time.after(retryAfter, () => start(of))
      },
    )
  }

  return {
    get state() {
      return state
    },
    get room() {
      return room
    },
    follow(next) {
      if (next === room) return
      leave()
      room = next
      state = null
      if (next !== null) start(next)
    },
    stop: () => leave(),
  }
}
