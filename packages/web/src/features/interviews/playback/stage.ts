import { createCursors, freshAt } from './engine/cursors.ts'
import type { Film } from './engine/film.ts'
import type { RecordedDocument } from './engine/recording.ts'
import type { Face } from './people.ts'
import type { Picture } from './replayEditor.ts'

/** How long something counts as just written, in milliseconds. */
const freshness = 1500

export interface StageOptions {
  readonly document: RecordedDocument
  readonly film: Film
  readonly face: (person: number) => Face
}

/** What is seen of a document at each time. */
export function createStage({ document, film, face }: StageOptions): (time: number) => Picture {
  const updates = new Map(document.updates.map((one) => [one.index, one]))
  const by = (index: number) => {
    const update = updates.get(index)
    return { person: update?.person ?? 0, pasted: update?.origin === 'paste' }
  }
  const cursorsAt = createCursors({ document, film, by })
  return (time) => {
    const count = film.countAt(time)
    const text = film.textAt(count)
    const written = freshAt(film, { count, since: time - freshness, by })
    return {
      film,
      count,
      text,
      fresh: written.map((one) => ({ ...one, colour: face(one.person).colour })),
      cursors: cursorsAt({ time, count, length: text.length }).map(({ person, ...cursor }) => {
        const { name, colour, onColour } = face(person)
        return { ...cursor, id: String(person), name, colour, onColour }
      }),
    }
  }
}
