import type { UserId } from '@stoa/contract/http'
import {
  documentBegun,
  emptySession,
  foldSession,
  type SessionState,
  trail,
  update,
} from '@stoa/contract/interviews'
import { type Entry, memberJoined, memberLeft } from '@stoa/contract/rooms'
import { type Mark, whatOf } from './marks.ts'
import type { RecordedDocument, RecordedUpdate, Recording, Selected } from './recording.ts'
import { beginningsOf, stepsOf } from './steps.ts'

/** Between entries of one and the same millisecond. */
const instant = 1 / 1024

interface Reel {
  readonly seq: number
  readonly kind: RecordedDocument['kind']
  readonly generation: string
  readonly updates: RecordedUpdate[]
  readonly selections: Selected[]
}

export interface Recorder {
  /** Takes the next entry of the timeline. */
  add(entry: Entry): void
  /** What was added so far. */
  recording(): Recording
}

/** Makes a recording of a timeline, an entry at a time so that a page can stay alive meanwhile. */
export function createRecorder(): Recorder {
  const seqs: number[] = []
  const times: number[] = []
  const moves: number[] = []
  const people = new Map<UserId | null, number>()
  const reels = new Map<number, Reel>()
  const marks: Mark[] = []
  const states: { index: number; state: SessionState }[] = [{ index: -1, state: emptySession }]
  let startedAt = 0
  let state = emptySession

  function personOf(user: UserId | null): number {
    const known = people.get(user)
    if (known !== undefined) return known
    people.set(user, people.size)
    return people.size - 1
  }

  function addUpdate(entry: Entry, reel: Reel, index: number, time: number): void {
    const { success, data } = update.stored.safeParse(entry.body)
    if (!success || data.generation !== reel.generation) return
    const person = personOf(entry.author)
    // What a document begins with was written by nobody just then.
    const isBeginning = reel.updates.length === 0 && data.origin === 'restore'
    const { origin, strokes } = data
    reel.updates.push({ index, time, person, origin, update: data.update, strokes })
    if (data.selection !== undefined) {
      const [anchor, head] = data.selection
      reel.selections.push({ time, person, anchor, head })
    }
    if (data.origin === 'type' || isBeginning) return
    marks.push({ kind: data.origin, seq: entry.seq, time, person, document: reel.seq })
  }

  function addTrail(entry: Entry, reel: Reel, time: number): void {
    const { success, data } = trail.stored.safeParse(entry.body)
    if (!success) return
    // It was sent when the last move was made, and tells how long before that the others were.
    const length = data.moves.at(-1)?.[0] ?? 0
    const person = personOf(entry.author)
    for (const [after, anchor, head] of data.moves) {
      const moved = Math.max(0, time - length + after)
      moves.push(moved)
      reel.selections.push({ time: moved, person, anchor, head })
    }
  }

  function addOther(entry: Entry, index: number, time: number): void {
    const next = foldSession(state, entry)
    const what = whatOf(entry, state, next)
    if (what !== undefined) {
      const subject = entry.type === documentBegun.name ? entry.seq : entry.about
      const who = memberIn(entry) ?? entry.author
      marks.push({ ...what, seq: entry.seq, time, person: personOf(who), document: subject })
    }
    if (next === state) return
    state = next
    states.push({ index, state })
  }

  return {
    add(entry) {
      const index = seqs.length
      if (index === 0) startedAt = entry.at
      // Servers' clocks differ a little; the order of the timeline is what counts.
      const time = Math.max(entry.at - startedAt, (times.at(-1) ?? -instant) + instant)
      seqs.push(entry.seq)
      times.push(time)
      if (entry.type === documentBegun.name) {
        const { success, data } = documentBegun.stored.safeParse(entry.body)
        if (success) {
          const { kind, generation } = data
          reels.set(entry.seq, { seq: entry.seq, kind, generation, updates: [], selections: [] })
        }
      }
      const reel = entry.about === null ? undefined : reels.get(entry.about)
      if (entry.type === update.name) return reel && addUpdate(entry, reel, index, time)
      if (entry.type === trail.name) return reel && addTrail(entry, reel, time)
      return addOther(entry, index, time)
    },
    recording() {
      const documents = [...reels.values()].map(({ generation: _, ...reel }) => ({
        ...reel,
        steps: stepsOf(reel.updates),
        selections: reel.selections.toSorted((one, other) => one.time - other.time),
      }))
      const written = documents.flatMap((one) => beginningsOf(one.steps))
      return {
        startedAt,
        length: times.at(-1) ?? 0,
        seqs,
        times: Float64Array.from(times),
        activity: Float64Array.from([...times, ...moves, ...written]).sort(),
        people: [...people.keys()],
        documents,
        marks,
        states,
      }
    },
  }
}

/** Whom an entry about membership is about. */
function memberIn(entry: Entry): UserId | undefined {
  if (entry.type === memberJoined.name) return memberJoined.stored.safeParse(entry.body).data?.user
  if (entry.type === memberLeft.name) return memberLeft.stored.safeParse(entry.body).data?.user
  return undefined
}
