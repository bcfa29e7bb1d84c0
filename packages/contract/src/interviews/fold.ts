import type * as z from 'zod'
import type { UserId } from '../http/index.ts'
import type { Entry, EntryType } from '../rooms/index.ts'
import type { Language } from './languages.ts'
import {
  type DocumentKind,
  documentBegun,
  documentRemoved,
  documentRenamed,
  languageChanged,
  note,
  noteEdited,
  noteRemoved,
  rubric,
  run,
  scorecard,
  type TestCase,
  testCases,
  version,
} from './types.ts'

/** A tab: a document as it is called and written in now. Its text is not in the fold, but in Yjs. */
export interface Document {
  readonly seq: number
  readonly kind: DocumentKind
  readonly name: string
  readonly language: Language
  readonly generation: string
}

export type Run = z.output<typeof run.stored> & {
  readonly seq: number
  readonly at: number
  readonly by: UserId | null
  readonly document: number
}

export interface Version {
  readonly seq: number
  readonly at: number
  readonly by: UserId | null
  readonly name: string
}

/** What a session's room has come to, but for the texts. */
export interface SessionState {
  readonly documents: readonly Document[]
  readonly tests: readonly TestCase[]
  /** Oldest first, the newest 100. */
  readonly runs: readonly Run[]
  readonly versions: readonly Version[]
}

export const emptySession: SessionState = { documents: [], tests: [], runs: [], versions: [] }

const runsKept = 100

/** Folds one entry of a session's room in. Gives the same object where it changes nothing here. */
export function foldSession(state: SessionState, entry: Entry): SessionState {
  const { seq, at, author: by, about } = entry
  switch (entry.type) {
    case documentBegun.name: {
      const body = parsed(documentBegun, entry)
      return body === null ? state : { ...state, documents: [...state.documents, { seq, ...body }] }
    }
    case documentRenamed.name:
      return changeDocument(state, about, parsed(documentRenamed, entry))
    case languageChanged.name:
      return changeDocument(state, about, parsed(languageChanged, entry))
    case documentRemoved.name:
      return {
        ...state,
        documents: state.documents.filter((document) => document.seq !== about),
        runs: state.runs.filter((one) => one.document !== about),
      }
    case run.name: {
      const body = parsed(run, entry)
      if (body === null || about === null) return state
      return { ...state, runs: [...state.runs, { seq, at, by, document: about, ...body }].slice(-runsKept) }
    }
    case testCases.name:
      return { ...state, tests: parsed(testCases, entry)?.cases ?? state.tests }
    case version.name: {
      const body = parsed(version, entry)
      return body === null ? state : { ...state, versions: [...state.versions, { seq, at, by, ...body }] }
    }
    default:
      return state
  }
}

function changeDocument(
  state: SessionState,
  about: number | null,
  change: Partial<Document> | null,
): SessionState {
  if (change === null) return state
  return {
    ...state,
    documents: state.documents.map((one) => (one.seq === about ? { ...one, ...change } : one)),
  }
}

export interface Note {
  readonly seq: number
  readonly at: number
  readonly by: UserId | null
  readonly text: string
  /** The moment of the session's room it belongs to. */
  readonly moment: number
}

export type Scorecard = z.output<typeof scorecard.stored>

/** What a session's staff room has come to (P9). */
export interface StaffState {
  readonly notes: readonly Note[]
  readonly criteria: readonly string[]
  /** Each author's newest. */
  readonly scorecards: ReadonlyMap<UserId, Scorecard>
  readonly hiddenTests: readonly TestCase[]
}

export const emptyStaff: StaffState = { notes: [], criteria: [], scorecards: new Map(), hiddenTests: [] }

/** Folds one entry of a staff room in. */
export function foldStaff(state: StaffState, entry: Entry): StaffState {
  const { seq, at, author: by, about } = entry
  switch (entry.type) {
    case note.name: {
      const body = parsed(note, entry)
      if (body === null) return state
      return { ...state, notes: [...state.notes, { seq, at, by, text: body.text, moment: body.seq }] }
    }
    case noteEdited.name: {
      const body = parsed(noteEdited, entry)
      if (body === null) return state
      return { ...state, notes: state.notes.map((one) => (one.seq === about ? { ...one, ...body } : one)) }
    }
    case noteRemoved.name:
      return { ...state, notes: state.notes.filter((one) => one.seq !== about) }
    case rubric.name:
      return { ...state, criteria: parsed(rubric, entry)?.criteria ?? state.criteria }
    case scorecard.name: {
      const body = parsed(scorecard, entry)
      if (body === null || by === null) return state
      return { ...state, scorecards: new Map(state.scorecards).set(by, body) }
    }
    case testCases.name:
      return { ...state, hiddenTests: parsed(testCases, entry)?.cases ?? state.hiddenTests }
    default:
      return state
  }
}

/** The body as its type stores it; null once deleted. */
function parsed<T extends EntryType>(type: T, entry: Entry): z.output<T['stored']> | null {
  const result = type.stored.safeParse(entry.body)
  return result.success ? (result.data as z.output<T['stored']>) : null
}
