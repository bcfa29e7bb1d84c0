import type { RoomId } from '@stoa/contract/http'
import type { Db, Log } from '../../../platform/database/database.ts'
import { openReplica, type Replica } from './replica.ts'
import type { Place } from './store.ts'

/** The documents this node has been at lately, so that going on with one does not begin with reading it whole. */
export interface Replicas {
  /** Works with a document's replica, one after the other; null where there is no such document, or it was removed. */
  use<T>(place: Place, work: (replica: Replica) => Promise<T>): Promise<T | null>
  has(place: Place): boolean
  /** Bytes of its state, where it is here. */
  sizeOf(place: Place): number
  forget(places: readonly Place[]): void
  close(): void
}

export interface ReplicasOptions {
  readonly db: Db
  readonly log: Log
  /** Bytes of states kept together [4 MiB]; in memory a document takes some 50 times as much. */
  readonly capacity?: number
  /** Documents kept at most [200]. */
  readonly most?: number
}

interface Kept {
  /** What is being done with it; whoever comes next waits for that. */
  working: Promise<unknown>
  replica: Replica | null
}

export function createReplicas({
  db,
  log,
  capacity = 4 * 1024 * 1024,
  most = 200,
}: ReplicasOptions): Replicas {
  const kept = new Map<string, Kept>()

  async function open(one: Kept, place: Place): Promise<Replica | null> {
    one.replica ??= await openReplica(db, log, place)
    return one.replica
  }

  function drop(key: string): void {
    kept.get(key)?.replica?.close()
    kept.delete(key)
  }

  /** Those used longest ago go. One that is being worked with is only not found any more by who comes next. */
  function makeRoom(): void {
    let bytes = 0
    for (const { replica } of kept.values()) bytes += replica?.size ?? 0
    for (const [key, { replica }] of kept) {
      if (bytes <= capacity && kept.size <= most) return
      if (replica === null) continue
      bytes -= replica.size
      kept.delete(key)
    }
  }

  return {
    use(place, work) {
      const key = keyOf(place)
      const one = kept.get(key) ?? { working: Promise.resolve(), replica: null }
      // At the end: a Map keeps the order in which keys came.
      kept.delete(key)
      kept.set(key, one)
      const done = one.working.then(async () => {
        const replica = await open(one, place)
        return replica === null ? null : await work(replica)
      })
      one.working = done.then(
        () => {
          if (one.replica === null && kept.get(key) === one) kept.delete(key)
          makeRoom()
        },
        // It may have failed half-way: whoever comes next reads it anew.
        () => {
          if (kept.get(key) === one) drop(key)
          one.replica = null
        },
      )
      return done
    },
    has: (place) => kept.has(keyOf(place)),
    sizeOf: (place) => kept.get(keyOf(place))?.replica?.size ?? 0,
    forget(places) {
      for (const place of places) drop(keyOf(place))
    },
    close() {
      for (const key of [...kept.keys()]) drop(key)
    },
  }
}

export function keyOf({ room, document }: { readonly room: RoomId; readonly document: number }): string {
  return `${room}/${document}`
}
