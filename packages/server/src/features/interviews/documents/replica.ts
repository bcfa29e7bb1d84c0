import { setImmediate as nextTurn } from 'node:timers/promises'
import * as Y from 'yjs'
import type { Db, Log } from '../../../platform/database/database.ts'
import { type Place, readState, readUpdates, type StoredState, writeState } from './store.ts'

/** A document as this node has it: every update about it up to a seq, in Yjs. */
export interface Replica {
  readonly generation: string
  readonly upTo: number
  /** Bytes of the state it was last written as. */
  readonly size: number
  /** Applies what came since, at most so many updates of it: true where there may be more. */
  advance(db: Db, limit: number): Promise<boolean>
  encode(): StoredState
  /** Writes its state where it is ahead of the one this replica has last seen stored. */
  store(db: Db): Promise<void>
  close(): void
}

/** Updates read and applied in one turn of the event loop: some 10 ms. */
const portion = 500

/** Null where there is no such document, or it was removed. */
export async function openReplica(db: Db, log: Log, place: Place): Promise<Replica | null> {
  const stored = await readState(db, place)
  if (stored === null) return null
  const { generation } = stored
  // Deleted text is let go of; the timeline keeps it, for playback.
  const doc = new Y.Doc({ gc: true })
  let { upTo } = stored
  let written = upTo
  let size = stored.state.length
  if (size > 0) Y.applyUpdate(doc, stored.state)

  function apply(seq: number, update: string): void {
    try {
      Y.applyUpdate(doc, Buffer.from(update, 'base64'))
    } catch (err) {
      // Nobody else can apply it either. It stays in the timeline, and the document goes on without.
      log.warn({ err, ...place, seq }, 'an update of a document cannot be applied')
    }
  }

  function encode(): StoredState {
    const encoded = Y.encodeStateAsUpdate(doc)
    // Two bytes say that there is nothing and that nothing was deleted.
    const state = encoded.length > 2 ? encoded : new Uint8Array()
    size = state.length
    return { generation, upTo, state }
  }

  return {
    generation,
    get upTo() {
      return upTo
    },
    get size() {
      return size
    },
    async advance(db, limit) {
      for (let left = limit; left > 0; left -= portion) {
        const asked = Math.min(left, portion)
        const { head, updates } = await readUpdates(db, { ...place, after: upTo, limit: asked })
        doc.transact(() => {
          for (const { seq, update } of updates) apply(seq, update)
        })
        const last = updates.at(-1)
        if (last === undefined || updates.length < asked) {
          upTo = Math.max(upTo, head)
          return false
        }
        upTo = last.seq
        await nextTurn()
      }
      return true
    },
    encode,
    async store(db) {
      if (upTo <= written) return
      const state = encode()
      await writeState(db, place, state)
      written = state.upTo
    },
    close: () => doc.destroy(),
  }
}
