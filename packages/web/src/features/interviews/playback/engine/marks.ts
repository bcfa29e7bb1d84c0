import type { Run } from '@stoa/contract/interviews'
import {
  documentBegun,
  documentRemoved,
  documentRenamed,
  languageChanged,
  type Note,
  run,
  type SessionState,
  version,
} from '@stoa/contract/interviews'
import { type Entry, memberJoined, memberLeft } from '@stoa/contract/rooms'

/** Something worth finding on the timeline. */
export type Mark = {
  /** Of the entry it is at. */
  readonly seq: number
  readonly time: number
  /** Place in the recording's people; null for what nobody in particular did. */
  readonly person: number | null
  /** The document it is about; null for none. */
  readonly document: number | null
} & (
  | { readonly kind: 'run'; readonly run: Run }
  | { readonly kind: 'paste' | 'restore' | 'joined' | 'left' }
  | {
      readonly kind: 'language' | 'version' | 'document' | 'renamed' | 'removed' | 'note'
      readonly text: string
    }
)
export type MarkKind = Mark['kind']

type What =
  | { readonly kind: 'run'; readonly run: Run }
  | { readonly kind: 'joined' | 'left' }
  | { readonly kind: 'language' | 'version' | 'document' | 'renamed' | 'removed'; readonly text: string }

/** What an entry is on the timeline, given what the session was before and after it; undefined for nothing. */
export function whatOf(entry: Entry, before: SessionState, after: SessionState): What | undefined {
  const { seq, about } = entry
  const named = (state: SessionState, document: number | null) =>
    state.documents.find((one) => one.seq === document)
  switch (entry.type) {
    case run.name: {
      const ran = after.runs.at(-1)
      return ran?.seq === seq ? { kind: 'run', run: ran } : undefined
    }
    case languageChanged.name: {
      const document = named(after, about)
      return document && { kind: 'language', text: document.language }
    }
    case documentBegun.name: {
      const document = named(after, seq)
      return document && { kind: 'document', text: document.name }
    }
    case documentRenamed.name: {
      const document = named(after, about)
      return document && { kind: 'renamed', text: document.name }
    }
    case documentRemoved.name: {
      const document = named(before, about)
      // What was in a removed document is gone, its name too.
      return { kind: 'removed', text: document?.name ?? 'a document' }
    }
    case version.name: {
      const named = after.versions.at(-1)
      return named?.seq === seq ? { kind: 'version', text: named.name } : undefined
    }
    case memberJoined.name:
      return { kind: 'joined' }
    case memberLeft.name:
      return { kind: 'left' }
    default:
      return undefined
  }
}

/** Interviewers' notes as marks, at the moments they belong to. `timeOf` gives an entry's time by its seq. */
export function marksOf(
  notes: readonly Note[],
  timeOf: (seq: number) => number,
  personOf: (note: Note) => number | null,
): readonly Mark[] {
  return notes.map((note) => ({
    kind: 'note',
    seq: note.moment,
    time: timeOf(note.moment),
    person: personOf(note),
    document: null,
    text: note.text,
  }))
}
