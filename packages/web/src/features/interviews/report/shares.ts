import { countUpTo, type Film } from '../playback/engine/film.ts'
import type { Recording } from '../playback/engine/recording.ts'

/** What somebody did in an interview. */
export interface Share {
  /** Place in the recording's people. */
  readonly person: number
  /** How often they changed a text, and how many characters they wrote so, pasted ones aside. */
  readonly changes: number
  readonly typed: number
  readonly pastes: number
  readonly pasted: number
  readonly runs: number
}

type Counts = { -readonly [Name in keyof Share]: Share[Name] }

/** Who wrote, pasted and ran how much; those alone who did. What a document began with, or went back to, is nobody's. */
export function sharesOf(
  { documents, marks }: Pick<Recording, 'documents' | 'marks'>,
  filmOf: (document: number) => Film | undefined,
): readonly Share[] {
  const shares = new Map<number, Counts>()
  const of = (person: number): Counts => {
    const known = shares.get(person)
    if (known !== undefined) return known
    const none: Counts = { person, changes: 0, typed: 0, pastes: 0, pasted: 0, runs: 0 }
    shares.set(person, none)
    return none
  }
  for (const { seq, updates } of documents) {
    const frames = filmOf(seq)?.frames ?? []
    for (const { person, origin } of updates) {
      if (origin === 'paste') of(person).pastes += 1
      if (origin === 'type') of(person).changes += 1
    }
    for (const { index, inserted } of frames) {
      const update = updates[countUpTo(updates, (one) => one.index <= index) - 1]
      if (update?.origin === 'paste') of(update.person).pasted += inserted.length
      if (update?.origin === 'type') of(update.person).typed += inserted.length
    }
  }
  for (const { kind, person } of marks) if (kind === 'run' && person !== null) of(person).runs += 1
  return [...shares.values()].toSorted((one, other) => one.person - other.person)
}
